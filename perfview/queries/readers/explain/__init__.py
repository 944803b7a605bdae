"""Plans as people save them: EXPLAIN of every server, in files."""
