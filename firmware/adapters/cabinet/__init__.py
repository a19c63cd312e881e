"""A cabinet's sensors, locks and lights."""
