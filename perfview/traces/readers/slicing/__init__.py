"""From events on tracks to slices and the model of a recording of threads."""
