"""What several detectors look for or say alike."""
