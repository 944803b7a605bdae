"""What tables of queries can be filtered by."""
