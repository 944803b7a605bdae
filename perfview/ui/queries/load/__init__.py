"""How much the database had to do over time, drawn."""
