"""Parts of the readers of Python's profilers: marshal data, counted calls, names."""
