"""Graphs of cards and arrows: how they stand, how they are drawn, how one moves over them."""
