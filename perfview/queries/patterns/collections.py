"""The index that a MongoDB find asks for, read from its text."""

from __future__ import annotations

import re

_FIND = re.compile(
    r"db\.[\w.$-]+\.(?:find|count|update|remove|findAndModify)"
    r"\(\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)
_SORT = re.compile(r"\.sort\(\{([^{}]*)\}\)")
_FIELD = re.compile(r"(?:^|,)\s*\"?([\w.]+)\"?\s*:\s*([^,{]*)")
_INNER = re.compile(r"\{[^{}]*\}")


def index_keys(text: str) -> str:
    """`foo: 1, bar: -1`: the fields that are compared as equal or in a list, then those of the
    sort; "" where none can be read. Compared fields first, then the order: MongoDB's ESR rule
    (equality, sort, range), without ranges."""
    found = _FIND.match(text)
    compared = _FIELD.findall(_INNER.sub("", found[1])) if found else []
    keys = {name: 1 for name, _ in compared if not name.startswith("$")}
    order = _SORT.search(text)
    for name, direction in _FIELD.findall(order[1]) if order else ():
        keys.setdefault(name, -1 if direction.strip() in ("desc", "-1") else 1)
    return ", ".join(f"{name}: {way}" for name, way in keys.items())
