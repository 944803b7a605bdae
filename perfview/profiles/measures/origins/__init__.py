"""Where functions come from, told by their file, library and name; a module an ecosystem."""
