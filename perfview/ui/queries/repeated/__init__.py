"""Statements run again and again: the list of loops, and one request of a loop call by call."""
