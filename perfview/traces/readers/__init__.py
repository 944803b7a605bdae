"""One file per trace format: bytes to columns."""
