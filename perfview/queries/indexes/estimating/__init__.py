"""How many rows a condition leaves, and how big tables and indexes are."""
