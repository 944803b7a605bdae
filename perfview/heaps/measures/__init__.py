"""What is measured on a heap: dominators, retained sizes, distances, classes, paths."""
