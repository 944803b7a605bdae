"""Everything Qt; nothing outside this folder imports it."""
