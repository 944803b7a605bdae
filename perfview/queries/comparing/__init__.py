"""Two recordings of the same database held against each other."""
