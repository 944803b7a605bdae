"""What MongoDB writes down of operations."""
