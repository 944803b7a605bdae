"""The pictures of a bundle: modules in folders, packages and files, as treemap, icicle, rings."""
