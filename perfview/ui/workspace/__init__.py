"""What the window is about: documents, one shared selection, where one has been."""
