"""Columns of tables of queries."""
