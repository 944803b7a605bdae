"""What there is to say about one function."""
