"""The details panel of queries."""
