"""The vocabulary of advice: detectors, thresholds, findings and where to find them."""
