"""One file per kind of trouble in traces."""
