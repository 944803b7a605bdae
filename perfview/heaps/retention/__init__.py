"""Retention: who keeps an object alive, in words, and what would be freed without an edge."""
