"""Plans as PostgreSQL writes them."""
