"""The picture of services and their calls."""
