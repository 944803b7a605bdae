"""Clocks that disagree, and setting them right."""
