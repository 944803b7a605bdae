"""What is measured on a bundle, one idea a file."""
