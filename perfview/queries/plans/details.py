"""What a node tells in words: `PlanNodes.detail`, a line each, ``Sort Method: external merge``."""

from __future__ import annotations


def details_of(detail: str) -> dict[str, str]:
    """By name, what the lines of a node's detail say; of lines of one name the first. Names are
    those of PostgreSQL's FORMAT JSON, or of the server's own JSON."""
    found: dict[str, str] = {}
    for line in detail.split("\n"):
        name, is_told, value = line.partition(": ")
        if is_told:
            found.setdefault(name, value)
    return found
