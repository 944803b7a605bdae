"""The filter language of every list and of the command line."""
