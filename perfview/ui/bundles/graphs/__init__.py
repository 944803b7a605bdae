"""Imports between modules and between chunks, drawn."""
