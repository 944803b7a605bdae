"""Compiled loops without domain words: walkers over bytes, interning, graphs, intervals, drawing."""
