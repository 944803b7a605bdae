"""The parts of the what-if view."""
