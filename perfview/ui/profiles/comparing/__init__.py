"""Two profiles beside each other in pictures and tables."""
