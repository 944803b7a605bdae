"""What is looked for in bundles, one file each."""
