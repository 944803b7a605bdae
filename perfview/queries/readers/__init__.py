"""The files queries are read from, one a file."""
