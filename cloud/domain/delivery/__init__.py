"""Messages to and from devices, pure: commands, journals, presence, moments."""
