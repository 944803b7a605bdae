"""Two profiles held against each other."""
