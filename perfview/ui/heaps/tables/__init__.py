"""Rows and columns of classes, strings and differences."""
