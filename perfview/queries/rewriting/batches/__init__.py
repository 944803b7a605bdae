"""A statement that is run once per row, written anew to be run once for all rows."""
