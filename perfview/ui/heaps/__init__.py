"""How the window shows memory: heaps, and memory over time."""
