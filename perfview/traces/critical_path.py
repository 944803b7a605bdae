"""The chain of work that decides how long a trace takes (CRISP, USENIX ATC 2022)."""
