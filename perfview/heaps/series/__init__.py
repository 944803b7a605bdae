"""Memory over time: floors, trends, pauses, when a limit is reached."""
