"""One file per thing measured; each runs in a process of its own."""
