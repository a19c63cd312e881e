"""Starts the cabinet; where it cannot start, or is stopped by Ctrl-C, the prompt is yours."""

from firmware.app import cabinet

cabinet.main()
