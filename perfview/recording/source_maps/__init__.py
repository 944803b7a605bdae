"""Source maps: which place in the code that ran comes from which place in the source."""
