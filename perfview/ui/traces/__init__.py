"""Views of traces: one file a view."""
