"""Source maps: the original functions, files and lines of bundled and compiled JavaScript."""
