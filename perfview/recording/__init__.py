"""What every recorded file has: bytes, strings, a report of how reading went, and progress."""
