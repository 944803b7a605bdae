"""What else a server's log tells."""
