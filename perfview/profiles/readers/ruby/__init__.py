"""Parts of the stackprof reader: its frames, its raw stacks, its sums."""
