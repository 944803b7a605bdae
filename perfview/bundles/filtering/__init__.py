"""Filters put on the tables of a bundle."""
