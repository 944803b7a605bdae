"""Advice on indexes held against a real planner."""
