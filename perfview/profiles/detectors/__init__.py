"""What is looked for in profiles, a file each."""
