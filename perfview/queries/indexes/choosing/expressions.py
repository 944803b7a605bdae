"""Which expressions an index may be made on."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CHANGING = (
    "now(", "current_", "random", "to_char", "at time zone", "clock_timestamp", "select ", "age(",
)  # fmt: skip
_BY_ZONE = ("date_trunc", "extract", "cast(", "timestamp_trunc", "date_part", "date(", "::")
_ZONELESS = (
    "date", "timestamp", "int", "bigint", "smallint", "numeric", "bool", "uuid", "real", "double",
    "float", "time", "datetime", "year",
)  # fmt: skip
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_KEY = re.compile(r"[A-Za-z_$][\w.\-$]{0,40}\Z")
_LONGEST = 200


def can_stand_in_index(expression: str, kinds: Mapping[str, str]) -> bool:
    """Whether a server takes an index on it, and whether it may be told: functions of the clock
    are refused, casts and parts of moments where the session's time zone or settings decide
    (PostgreSQL's IMMUTABLE); texts in it have to be keys or words, not values, which are secrets.
    `kinds` are the types of the columns it names."""
    lower = expression.lower()
    if len(lower) > _LONGEST or any(word in lower for word in _CHANGING) or not kinds:
        return False
    if any(not _KEY.match(text) for text in _LITERAL.findall(expression)):
        return False
    if not any(word in lower for word in _BY_ZONE):
        return True
    return all(
        kind.startswith(_ZONELESS) and not kind.startswith(("timestamptz", "timetz"))
        for kind in kinds.values()
    )
