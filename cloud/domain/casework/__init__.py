"""What a person may decide, pure."""
