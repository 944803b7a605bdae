"""Measurements of memory in JSON and tables, whatever shape and words they have."""
