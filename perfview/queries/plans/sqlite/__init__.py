"""Plans as SQLite writes them."""
