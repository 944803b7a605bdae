"""Trees of objects as rows that unfold, their children looked up off the window's thread."""
