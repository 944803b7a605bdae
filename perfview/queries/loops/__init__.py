"""Statements run again and again: N+1 and its kin."""
