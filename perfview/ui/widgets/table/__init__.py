"""A table over columns: a million rows sort, filter, scroll, copy and export without a pause."""
