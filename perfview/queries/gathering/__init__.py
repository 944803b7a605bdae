"""From what a reader found to columns: alike statements counted as one."""
