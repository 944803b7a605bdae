"""The parts of reading Chrome trace JSON."""
