"""What kinds of indexes servers have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Abilities:
    """What a server's indexes can: see `of_dialect`. whole_texts: hold columns of type text, not
    only how they begin."""

    include: bool
    partial: bool
    expression: bool
    pattern_classes: bool
    whole_texts: bool = True


def of_dialect(dialect: str) -> Abilities:
    """Sources: CREATE INDEX in the manuals of PostgreSQL 16, MySQL 8.4, SQLite 3.45, SQL Server
    2022 and Oracle 23."""
    return {
        "mysql": Abilities(False, False, True, False, False),
        "sqlite": Abilities(False, True, True, False),
        "tsql": Abilities(True, True, False, False),
        "oracle": Abilities(False, False, True, False),
    }.get(dialect, Abilities(True, True, True, True))
