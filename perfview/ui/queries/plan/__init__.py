"""A plan as boxes under one another, with what each step cost."""
