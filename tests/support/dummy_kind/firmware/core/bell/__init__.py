"""What a bell decides."""
