"""Queries: statements of a database, from a log, a list, a plan or statistics of the server."""
