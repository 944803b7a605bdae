"""What PgBouncer writes down."""
