"""Compiled loops without domain words: walkers, interning, graphs, intervals, drawing."""
