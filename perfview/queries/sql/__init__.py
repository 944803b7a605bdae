"""SQL as text and as a tree: dialects, fingerprints, masking, shapes."""
