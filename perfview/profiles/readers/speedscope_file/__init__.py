"""Parts of the speedscope reader: its frames, and its profiles as threads."""
