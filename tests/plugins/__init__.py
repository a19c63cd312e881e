"""Pytest plugins of our own: claims, no skipping where it is forbidden, and long counts."""
