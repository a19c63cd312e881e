"""What `.runtime` is made by."""
