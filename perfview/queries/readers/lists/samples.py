"""What a list of queries looks like, told from its first rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from perfview.queries.readers.lists.roles import Meaning, meaning_of

_LIST = re.compile(r'"([^"\\]{1,64})"\s*:\s*\[\s*(?=\{)')
_ENOUGH = 100
_VERB = re.compile(
    r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(?:select|insert|update|delete|with|merge|begin|start|commit"
    r"|rollback|savepoint|release|set|show|create|alter|drop|truncate|call|exec|execute|copy|fetch"
    r"|declare|close|values|explain|vacuum|analyze|pragma|replace|upsert|lock|use|do|table|load"
    r"|grant|revoke|reindex|deallocate|prepare|discard|listen|unlisten|notify)\b",
    re.IGNORECASE | re.DOTALL,
)
_UNIT = re.compile(r"\s*[\d.,]+(?:e[-+]?\d+)?\s*(?:ns|us|µs|μs|ms|s|sec|seconds?|m|min)\s*", re.I)
_OF_OTHERS = {
    "calls", "total_exec_time", "total_time", "error_severity", "plan", "query plan", "count_star",
    "digest_text", "ph", "traceevents", "query_block", "ns", "op",
}  # fmt: skip
"""Members that tell other formats which also hold statements: statistics, logs, plans, traces."""

MS, S = 6, 9


@dataclass(frozen=True)
class Form:
    """keys: what each member that is read means; list_name: the member of the outermost object
    that holds the list, "" where the list is outermost; is_lines: an object a line. durations_are
    _words: with units in the text; times_are_words: written otherwise than RFC 3339. first_key: of
    an object. guessed: what had to be guessed, in words."""

    keys: dict[str, Meaning]
    list_name: str = ""
    is_lines: bool = False
    has_word_durations: bool = False
    has_word_times: bool = False
    first_key: str = ""
    guessed: list[str] = field(default_factory=list)


def form_of_json(head: str) -> Form | None:
    """The form of a JSON document by its first bytes, None where it lists no queries."""
    text = head.lstrip()
    listed = _LIST.search(text) if text.startswith("{") else None
    inner = text[1:].lstrip() if text.startswith("[") else text
    form = form_of_rows(_objects(inner), is_lines=not text.startswith("["))
    if form is None and listed:
        return form_of_rows(_objects(text[listed.end() :]), list_name=listed[1])
    return form


def form_of_rows(
    rows: list[dict[str, Any]], *, list_name: str = "", is_lines: bool = False
) -> Form | None:
    """The form of a list by its first rows, None where they are no queries."""
    rows = [row for row in rows if isinstance(row, dict)]
    names = {key for row in rows for key in row}
    if not rows or {name.lower() for name in names} & _OF_OTHERS:
        return None
    keys = _best(rows, names)
    asked = [key for key, meaning in keys.items() if meaning.role == "sql"]
    texts = [row[asked[0]] for row in rows if asked and row.get(asked[0])]
    if not texts or 2 * sum(map(_is_sql, texts)) < len(texts):
        return None
    is_named = meaning_of(asked[0]) == Meaning("sql", 0) or len(keys) > 1
    if not is_named:
        return None
    guessed: list[str] = []
    keys = {key: _in_unit(key, meaning, rows, guessed) for key, meaning in keys.items()}
    return Form(
        keys,
        list_name,
        is_lines and not list_name,
        any(_UNIT.fullmatch(value) for value in _words(rows, keys, "duration")),
        any(not value.endswith("Z") for value in _words(rows, keys, "start", "stop")),
        next(iter(rows[0])),
        guessed,
    )


def _words(rows: list[dict[str, Any]], keys: Mapping[str, Meaning], *roles: str) -> list[str]:
    """The texts that stand for a role and are no plain numbers."""
    wanted = [key for key, meaning in keys.items() if meaning.role in roles]
    found = [row.get(key) for row in rows for key in wanted]
    return [value for value in found if isinstance(value, str) and not _is_number(value)]


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_sql(value: Any) -> bool:
    return isinstance(value, str) and _VERB.match(value[:4096]) is not None


def _best(rows: list[dict[str, Any]], names: set[str]) -> dict[str, Meaning]:
    """For each role the member that is meant most; those without values count for nothing."""
    found: dict[str, tuple[int, str, Meaning]] = {}
    for key in sorted(names):
        meaning = meaning_of(key)
        values = [row[key] for row in rows if row.get(key) is not None]
        if meaning is None or not values:
            continue
        if meaning.role == "time":
            meaning = _of_time(values)
        elif meaning.role == "trace" and not isinstance(values[0], str | int):
            meaning = Meaning("stack", 9)
        rank = meaning.rank + (0 if _fits(meaning.role, values) else 100)
        if rank < 100 and (meaning.role not in found or rank < found[meaning.role][0]):
            found[meaning.role] = (rank, key, meaning)
    return {key: meaning for _, key, meaning in found.values()}


def _fits(role: str, values: list[Any]) -> bool:
    """Whether the values of a member can be what its name says."""
    if role == "sql":
        return any(_is_sql(value) for value in values)
    if role in ("rows", "rows_read", "bytes"):
        return any(isinstance(value, int | float) or _is_number(str(value)) for value in values)
    if role in ("session", "trace", "parent", "transaction", "database", "user", "application"):
        return any(isinstance(value, str | int) for value in values)
    return True


def _of_time(values: list[Any]) -> Meaning:
    """What ``time`` is: a moment, Laravel's ms, or Django's seconds, which it writes as a text."""
    words = [value for value in values if isinstance(value, str)]
    if words and not all(map(_is_number, words)):
        return Meaning("duration" if _UNIT.fullmatch(words[0]) else "start", 50)
    if max(float(value) for value in values if isinstance(value, str | int | float)) > 1e8:
        return Meaning("start", 50)
    return Meaning("duration", 50, S if words else -1)


def _in_unit(key: str, meaning: Meaning, rows: list[dict[str, Any]], guessed: list[str]) -> Meaning:
    """The meaning with a unit: that of the name, else ms, or for moments what their size tells."""
    if meaning.scale >= 0 or meaning.role not in ("duration", "start", "stop"):
        return meaning
    if meaning.role == "duration":
        return meaning._replace(scale=MS)
    numbers = [value for row in rows if isinstance(value := row.get(key), int | float)]
    size = max(map(abs, numbers), default=0)
    if not numbers:
        return meaning._replace(scale=0)
    for least, scale in ((1e17, 0), (1e14, 3), (1e11, MS), (1e8, S)):
        if size >= least:
            return meaning._replace(scale=scale)
    guessed.append(f"“{key}” is taken for milliseconds from some beginning.")
    return meaning._replace(scale=MS)


def _objects(text: str) -> list[dict[str, Any]]:
    """The first whole objects of a list or of lines."""
    decoder, at = json.JSONDecoder(strict=False), 0
    found: list[dict[str, Any]] = []
    while len(found) < _ENOUGH:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] != "{":
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found
