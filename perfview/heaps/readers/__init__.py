"""The file formats about memory that are read, a file each."""
