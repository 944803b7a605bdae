"""What several detectors of bundles share."""
