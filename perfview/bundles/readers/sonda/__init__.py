"""What a report of Sonda tells."""
