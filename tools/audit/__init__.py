"""The audit of a database: pure checks over pages of rows, and the command `wattlend audit`."""
