"""What all bundlers' files are put together with: rows, names, and what loads at start."""
