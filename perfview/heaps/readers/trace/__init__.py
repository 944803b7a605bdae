"""Memory in files of trace events: Chrome's counters and its collector's events."""
