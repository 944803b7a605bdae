"""What one pillar knows of another's recordings: statements in the spans of a trace."""
