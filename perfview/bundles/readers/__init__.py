"""The file formats of bundlers and their plugins, one file each."""
