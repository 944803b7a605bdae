"""The profile formats that are read, a file each."""
