"""What a trace would take if some of its spans were faster, gone, or side by side."""
