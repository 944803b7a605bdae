"""What source maps tell of built files."""
