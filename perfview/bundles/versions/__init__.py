"""Versions and ranges as npm writes them."""
