"""Keeping everything in one file, and giving it back row for row."""
