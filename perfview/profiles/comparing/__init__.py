"""Two profiles of the same program: matched by function, merged into one tree, told apart."""
