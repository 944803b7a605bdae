"""Names of a parsed statement brought to the tables and columns they mean."""
