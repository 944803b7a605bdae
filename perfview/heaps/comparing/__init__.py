"""What changed from one heap to another."""
