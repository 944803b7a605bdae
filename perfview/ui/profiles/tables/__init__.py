"""Rows and columns of the tables of profiles."""
