"""Advice held against a real planner, where a connection is given."""
