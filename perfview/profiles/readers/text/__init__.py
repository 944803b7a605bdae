"""The parts of reading profiles that are written as lines of text."""
