"""Changes of the stacks that are looked at, each visible and undoable: collapse, merge, focus."""
