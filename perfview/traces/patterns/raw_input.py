"""Whether a database statement holds what a caller sent, word for word."""

from __future__ import annotations

import json
import re
from typing import Any

from perfview.traces.patterns.request_input import Parameter

PLACEHOLDER = re.compile(r"\?|\$\d|%s|%\(\w+\)s|(?<![:\w]):[A-Za-z_]\w*|@\w+")
"""How statements name what is handed over beside them: JDBC, PostgreSQL, Python, Oracle, T-SQL."""

_SELECT = re.compile(r"\s*(\(|with\b|select\b)", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_WORDS = frozenset({
    "select", "from", "where", "and", "or", "not", "in", "is", "null", "like", "order", "by", "asc",
    "desc", "limit", "offset", "group", "having", "join", "on", "as", "true", "false", "union",
    "all", "distinct", "between", "exists", "count",
})  # fmt: skip
"""Words of SQL: that a caller sent `sort=desc` proves nothing."""

_QUOTES = "'\"`"


def raw_parameters(statement: str, parameters: list[Parameter], shortest: int) -> list[Parameter]:
    """The parameters whose name and value stand in the statement as they were sent.

    Of SQL only SELECTs that take no parameters, behind their first WHERE; of other languages only
    values that are objects, such as {"$ne": null}. Values of fewer than `shortest` characters,
    numbers and words of SQL are left out.
    """
    if _SELECT.match(statement):
        return [
            p for p in parameters if isinstance(p.value, str) and _in_sql(statement, p, shortest)
        ]
    return [p for p in parameters if isinstance(p.value, dict) and _in_object(statement, p)]


def _in_sql(statement: str, parameter: Parameter, shortest: int) -> bool:
    where = _WHERE.search(statement)
    key, value = parameter.key, parameter.value
    if where is None or len(value) < shortest or value.isspace() or _is_number(value):
        return False
    if key.lower() in _WORDS or value.lower() in _WORDS:
        return False
    conditions = statement[where.end() :]
    if PLACEHOLDER.search(_without(conditions, value)):
        return False
    named = re.search(rf"(?<![\w$]){re.escape(key)}(?![\w$])", conditions, re.IGNORECASE)
    return bool(named) and _stands(conditions, value)


def _stands(conditions: str, value: str) -> bool:
    """Whether the value stands there as a word of its own, quoted or within a pattern's %."""
    doubled = value.replace("'", "''")
    texts = "|".join(re.escape(text) for text in {value, doubled})
    return bool(re.search(rf"(?<![\w.$])(?:{texts})(?![\w.$])", conditions))


def _without(conditions: str, value: str) -> str:
    """The conditions without quoted texts and the value itself: what is left shows placeholders."""
    plain = conditions.replace(value, " ")
    return re.sub(r"'(?:[^']|'')*'", "''", plain)


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,]+", value))


def _in_object(statement: str, parameter: Parameter) -> bool:
    """Whether an object stands in a statement of another language, white space apart."""
    if not _operates(parameter.value):
        return False
    compact = re.sub(r"\s+", "", statement)
    return _compact(parameter.value) in compact and parameter.key in statement


def _operates(value: Any) -> bool:
    """Whether an object holds an operator (a key that begins with $), which callers should not."""
    if isinstance(value, dict):
        return any(str(key).startswith("$") or _operates(inner) for key, inner in value.items())
    return isinstance(value, list) and any(_operates(inner) for inner in value)


def _compact(value: Any) -> str:
    return re.sub(r"\s+", "", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
