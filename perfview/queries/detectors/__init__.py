"""What looks for trouble among queries, one file each."""
