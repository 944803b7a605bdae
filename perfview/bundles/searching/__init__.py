"""Finding the change of the import graph that pays, before anybody names it."""
