"""Source code with what its lines cost."""
