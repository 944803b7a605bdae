"""What a folder of built files tells."""
