"""Plans of statements: their trees, and what each node costs."""
