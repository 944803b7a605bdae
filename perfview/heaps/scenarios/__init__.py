"""What changes to a program would bring: references cleared."""
