"""What is measured on a profile: call trees, functions, lines, threads, moments."""
