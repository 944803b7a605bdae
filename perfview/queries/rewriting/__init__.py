"""The same question asked better: batches, joins, ranges."""
