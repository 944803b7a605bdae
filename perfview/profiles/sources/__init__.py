"""Source code of profiled functions, where it can be reached."""
