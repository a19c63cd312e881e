"""Tables and rules of the cloud as pure functions: orders, commands, presence, journals, problems. No I/O, no SQL, no clock."""
