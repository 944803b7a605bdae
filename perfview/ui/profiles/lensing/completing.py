"""What may come next in a filter over frames: its fields, and the values that fields have."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from perfview.filtering.fields import TextField
from perfview.profiles.filtering.fields import FUNCTION_FIELDS
from perfview.profiles.study import Study

_LAST = re.compile(r'(?P<deny>-?)(?P<key>[a-z]*)(?P<operator>!=|=)?(?P<value>[^\s"()]*)$')
_LAST_PART = re.compile(r"[^/\\]+$")
_MOST_LOOKED_AT = 20_000
_PLAIN = re.compile(r"[\w./:@$*-]+")


def completions(study: Study, text: str, most: int) -> list[tuple[str, str]]:
    """Pairs of (what to show, the whole text with it) for a filter that was typed up to here."""
    last = _LAST.search(text)
    if last is None or text.count('"') % 2:
        return []
    before = text[: last.start()] + last["deny"]
    if last["operator"] is None:
        return _fields(before, last["key"], most)
    field = FUNCTION_FIELDS.get(last["key"])
    if not isinstance(field, TextField):
        return []
    begun = f"{before}{last['key']}{last['operator']}"
    found = _values(study, field, last["value"].casefold(), most)
    return [(value, f"{begun}{_quoted(value)} ") for value in found]


def _fields(before: str, begun: str, most: int) -> list[tuple[str, str]]:
    found = []
    for name, field in FUNCTION_FIELDS.items():
        operator = "=" if isinstance(field, TextField) else ">"
        if name.startswith(begun):
            found.append((f"{name}{operator}", f"{before}{name}{operator}"))
    return found[:most]


def _values(study: Study, field: TextField[Study], begun: str, most: int) -> Sequence[str]:
    """The values of a field that have `begun` in them, those of the costliest functions first."""
    ids, texts = field.texts(study)
    heaviest = np.argsort(-study.functions.total[: len(ids)], kind="stable")[:_MOST_LOOKED_AT]
    found: dict[str, None] = {}
    # Those that begin so, or whose last part does, are meant more often.
    likely: dict[str, None] = {}
    for each in ids[heaviest].tolist():
        value = texts[each] if each >= 0 else ""
        folded = value.casefold()
        if value and begun in folded:
            last = _LAST_PART.search(folded)
            is_likely = folded.startswith(begun) or last is None or last[0].startswith(begun)
            (likely if is_likely else found).setdefault(value)
            if len(likely) == most:
                break
    return list(likely | found)[:most]


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
