"""Speed, memory, frame time and accuracy, measured by one command: `make bench`."""
