"""What there is to say of the chosen object or class."""
