"""Statistics that servers keep of statements, as people export them."""
