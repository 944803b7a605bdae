"""Which indexes are worth having: candidates, selection, merging."""
