"""The modules of a build in their folders, sizes added up."""
