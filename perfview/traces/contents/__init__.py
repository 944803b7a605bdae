"""What the file says of a span beyond its columns, read when somebody asks."""
