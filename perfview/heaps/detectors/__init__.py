"""What is looked for in memory, a file each."""
