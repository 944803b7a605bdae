"""The recommendations panel, its cards, and the verdict over the views."""
