"""What is known of packages by name: editable data, not code."""
