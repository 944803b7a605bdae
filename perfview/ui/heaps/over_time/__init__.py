"""Memory over time as a picture: the saw-tooth, its floors, the collections and their pauses."""
