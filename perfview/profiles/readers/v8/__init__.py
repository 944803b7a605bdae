"""What all recordings of V8's sampling profiler have in common: nodes, samples, their times."""
