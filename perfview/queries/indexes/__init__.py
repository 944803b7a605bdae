"""Which index would help: candidates, costs, selection, confidence."""
