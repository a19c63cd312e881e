"""A bell's hardware."""
