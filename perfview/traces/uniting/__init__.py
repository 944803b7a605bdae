"""Several recordings as one."""
