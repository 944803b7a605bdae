"""The views of queries, one file each."""
