"""Columns put together from what readers found, whatever they did not find left unknown."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from perfview.queries.model import NO_TIME, UNKNOWN, Calls, Events, Statements, Totals

Table = TypeVar("Table", Calls, Events, Statements, Totals)
_NOTHING = {"start_ns": NO_TIME, "time_ns": NO_TIME, "key": 0, "failed": False, "dialect": 0}


def filled(table: type[Table], rows: int, **columns: Any) -> Table:
    """A table of n rows: the columns that are named, all others as where nothing is told (-1,
    `NO_TIME`, key 0, not failed). Raises TypeError for a column that the table has not."""
    given = {name: np.asarray(values) for name, values in columns.items()}
    blank = table()
    for field in fields(table):
        kind = getattr(blank, field.name).dtype
        if field.name in given:
            given[field.name] = given[field.name].astype(kind, copy=False)
        else:
            given[field.name] = np.full(rows, _NOTHING.get(field.name, UNKNOWN), kind)
    return table(**given)
