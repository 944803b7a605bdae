"""What several detectors ask: shares with their intervals, functions by what they do."""
