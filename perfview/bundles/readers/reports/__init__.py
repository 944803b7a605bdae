"""Reports that tools make of a bundle: pages, and lists of sizes."""
