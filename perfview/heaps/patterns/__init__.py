"""What several detectors of memory look for together."""
