"""Logs of collectors, line by line: what V8, Go and Java write of each garbage collection."""
