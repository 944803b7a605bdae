"""The details panel: what is said of the selection."""
