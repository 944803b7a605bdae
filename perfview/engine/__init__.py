"""Opening files: identify, read, cache, analyse; and the settings all faces share."""
