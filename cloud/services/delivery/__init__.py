"""Messages to and from devices: commands as an outbox, journaled events as they come."""
