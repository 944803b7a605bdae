"""The views of a bundle, one file each."""
