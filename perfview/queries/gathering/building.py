"""Columns put together from what readers found, whatever they did not find left unknown."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from perfview.queries.model import (
    NO_TIME,
    OTHER_EVENT,
    UNKNOWN,
    UNPARSED,
    Calls,
    Events,
    Statements,
    Totals,
)

Table = TypeVar("Table", Calls, Events, Statements, Totals)
_NOTHING = {
    "start_ns": NO_TIME, "time_ns": NO_TIME, "key": 0, "failed": False, "dialect": 0,
    "fingerprint": 0,
}  # fmt: skip
_NO_KIND = {Statements: UNPARSED, Events: OTHER_EVENT}


def filled(table: type[Table], rows: int, /, **columns: Any) -> Table:
    """A table of n rows: the columns that are named, all others as where nothing is told (-1,
    `NO_TIME`, key and fingerprint 0, not failed, a kind that says nothing).

    Raises TypeError for a column that the table has not.
    """
    given = {name: np.asarray(values) for name, values in columns.items()}
    blank = table()
    for field in fields(table):
        kind = getattr(blank, field.name).dtype
        if field.name in given:
            given[field.name] = given[field.name].astype(kind, copy=False)
        else:
            nothing = _NO_KIND[table] if field.name == "kind" else _NOTHING.get(field.name, UNKNOWN)
            given[field.name] = np.full(rows, nothing, kind)
    return table(**given)
