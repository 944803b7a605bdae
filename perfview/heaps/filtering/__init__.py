"""The filter language on objects and classes."""
