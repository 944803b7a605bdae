"""What a column's or table's name and type tell of it where no statistics do."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_FEW = re.compile(
    r"(^|_)(status|state|type|kind|gender|sex|role|level|channel|method|segment|category|country"
    r"|currency|lang|language|locale|flag|enabled|active|archived|deleted|visible|read|is|has"
    r"|priority|severity|carrier|source|platform|year|rating|action|region|plan|tier|quality|unit"
    r"|outcome|verb|event|mode|class|group|stage)(_|$)|_code$|_type$|status$|flag$|segment$"
    r"|priority$|mode$|brand$|container$"
)
_MANY = re.compile(
    r"(^|_)(id|uuid|guid|email|token|hash|digest|checksum|key|sku|slug|tracking|no|number|phone"
    r"|url|md5|sha\d*|serial|username|login|isbn|ip|mac|ref|reference|name)$|key$|name$"
)
_MOMENT = re.compile(
    r"(_at|_on|date|_time|_ts|_day|_month|timestamp|created|updated|expires)$|^(date|time|ts)$"
)
_VIEW = re.compile(r"(^|[_.])(v|vw|view|views)(_|$)|[a-z0-9]View$")
_EMPTY = re.compile(r"(^|_)(deleted|removed|archived|trashed|discarded)_?(at|on|date|time|by)$")
_SHARED = re.compile(
    r"^(tenant|org|organi[sz]ation|workspace|company|site|mandant)(_?(id|uuid|guid|key))?$", re.I
)
_SMALL_TABLE = re.compile(
    r"(^|_)(types?|kinds?|status(es)?|countr(y|ies)|nations?|currenc(y|ies)|languages?)$"
    r"|^(categor(y|ies)|regions?|roles?|tags?|labels?|configs?|settings?|plans?|permissions?"
    r"|teams?|warehouses?|stores?|tiers?|departments?|units?)$",
    re.I,
)

ROWS_UNKNOWN = 200_000.0
"""Rows taken for a table of which nothing is known: enough that reading all of it is slow, few
enough that an index has to leave little over to be worth it."""
SHARERS = 100.0
"""Tenants and the like that a database is taken to be shared by."""
ROWS_OF_SMALL = 1_000.0
"""Rows taken for a table that by its name lists a few kinds of something."""


@lru_cache(4096)
def is_small_by_name(table: str) -> bool:
    """Whether a table's name tells that it lists kinds of things."""
    return _SMALL_TABLE.search(table) is not None


@lru_cache(4096)
def is_view_by_name(table: str) -> bool:
    """Whether a table's name tells that it is a view, which no index can be made on."""
    return _VIEW.search(table) is not None


@lru_cache(4096)
def is_empty_by_name(column: str) -> bool:
    """Whether a column's name tells that it is NULL for all but a few rows: ``deleted_at``."""
    return _EMPTY.search(column) is not None


@lru_cache(4096)
def is_shared_by_name(column: str) -> bool:
    """Whether a column's name tells that it parts the rows of every table between those who share
    a database."""
    return _SHARED.search(column) is not None


def primary_keys_by_name(table: str) -> tuple[tuple[str, ...], ...]:
    """Columns that would be the primary key if a table of that name had them: ``id``, ``user_id``
    or ``userid`` of users, ``bid`` of branches, ``o_orderkey`` of orders; ``tenant_id, id``."""
    stem = _singular(table.rpartition(".")[2].lower())
    last = _singular(stem.rpartition("_")[2])
    own = ["id", "uuid", "guid", "pk", f"{last[:1]}id", f"{last[:1]}_{last}key"]
    for name in dict.fromkeys((stem, last)):
        own += [f"{name}{end}" for end in ("_id", "id", "_uuid", "_guid", "_key", "_pk")]
    return tuple((name,) for name in dict.fromkeys(own))


def _singular(name: str) -> str:
    for end, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if name.endswith(end) and len(name) > len(end) + 1:
            return name[: -len(end)] + one
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


@lru_cache(4096)
def is_moment_by_name(column: str) -> bool:
    """Whether a column's name tells that it is a date or moment."""
    return _MOMENT.search(column) is not None


@lru_cache(8192)
def distinct_by_name(column: str, kind: str, rows: float) -> float:
    """How many distinct values a column is taken to have among so many rows."""
    if kind.startswith("bool"):
        return 2.0
    if _SHARED.search(column):
        return min(rows, SHARERS)
    if _FEW.search(column):
        return min(rows, 8.0)
    if _MOMENT.search(column) or kind.startswith(("timestamp", "date")):
        return max(2.0, rows * 0.5)
    if _MANY.search(column) or kind == "uuid":
        return max(2.0, rows * 0.1)
    return max(2.0, min(rows, math.sqrt(rows)))


@lru_cache(8192)
def width_by_type(kind: str) -> float:
    """Bytes of a value of that type."""
    if kind.startswith(("bool", "char(1)")):
        return 1.0
    if kind.startswith(("smallint", "int2")):
        return 2.0
    if kind.startswith(("bigint", "int8", "timestamp", "double", "bigserial", "float8")):
        return 8.0
    if kind.startswith(("int", "date", "real", "serial")):
        return 4.0
    if kind.startswith(("numeric", "decimal")):
        return 6.0
    if kind.startswith("uuid"):
        return 16.0
    return 24.0
