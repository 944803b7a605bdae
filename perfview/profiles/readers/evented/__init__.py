"""Trace events without samples read as calls: what began and ended on each thread."""
