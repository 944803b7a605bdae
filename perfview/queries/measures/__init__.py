"""What is measured on queries, one measure a file."""
