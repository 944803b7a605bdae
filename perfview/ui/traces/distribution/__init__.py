"""The parts of the latency view."""
