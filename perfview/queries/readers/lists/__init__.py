"""Calls listed one by one, as JSON or a table of text: what members mean, and rows to columns."""
