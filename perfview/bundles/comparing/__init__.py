"""What changed from one build to another."""
