"""Indexes that another one covers, and those that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfview.queries.indexes.choosing.existing import ORDERED_METHODS
from perfview.queries.schema.model import Index, Schema

COVERED, NEVER_READ = "covered", "never read"


@dataclass(frozen=True)
class Redundant:
    """kind: `COVERED`: `by` begins with the same columns; or `NEVER_READ` since the statistics were
    reset."""

    kind: str
    index: Index
    by: Index | None = None


def redundant_indexes(schema: Schema) -> Iterator[Redundant]:
    """Indexes that could be dropped: a b-tree that begins another one of its table (unique ones
    only where the other is the same), and one that was never scanned while others of the database
    were. Those of keys and constraints are kept."""
    is_counted = any(index.scans > 0 for own in schema.indexes.values() for index in own)
    for own in schema.indexes.values():
        for index in own:
            other = next((each for each in own if _covers(each, index)), None)
            if other is not None:
                yield Redundant(COVERED, index, other)
            elif is_counted and index.scans == 0 and not index.is_unique and index.is_valid:
                yield Redundant(NEVER_READ, index)


def _covers(longer: Index, shorter: Index) -> bool:
    """Whether whatever the shorter one serves the longer one serves, too."""
    if longer is shorter or longer.where != shorter.where or not longer.is_valid:
        return False
    if not {longer.method.lower(), shorter.method.lower()} <= ORDERED_METHODS:
        return False
    begins = longer.columns[: len(shorter.columns)] == shorter.columns
    same = len(longer.columns) == len(shorter.columns)
    held = {each.column for each in longer.columns} | set(longer.include)
    if not begins or not set(shorter.include) <= held or shorter.is_primary:
        return False
    if shorter.is_unique:
        return same and longer.is_unique and (longer.is_primary or longer.name < shorter.name)
    return not same or longer.is_unique or longer.name < shorter.name
