"""Code before and after, in the names of the program where a snapshot tells them."""

from __future__ import annotations

import re

from perfview.findings.finding import Example
from perfview.heaps.growth.spots import Spot
from perfview.heaps.growth.suspects import Suspect

_OWN_CLASS = re.compile(r"^[A-Z][\w$]*$")
_TEMPLATES = {
    "cache map": (
        "{held}.set(key, {one});",
        "{held}.set(key, {one});\n"
        "if ({held}.size > LIMIT) {held}.delete({held}.keys().next().value);",
    ),
    "set": (
        "{held}.add({one});",
        "{held}.add({one});\n// when done with it\n{held}.delete({one});",
    ),
    "array": (
        "{held}.push({one});",
        "{held}.push({one});\nif ({held}.length > LIMIT) {held}.shift();",
    ),
    "buffer queue": (
        "{held}.push({one});",
        "{held}.push({one});\n// when it has been sent\n{held}.shift();",
    ),
    "dictionary": (
        "{held}[key] = {one};",
        "{held}[key] = {one};\n// when done with it\ndelete {held}[key];",
    ),
    "object": ("{held} = {one};", "{held} = {one};\n// when done with it\n{held} = null;"),
}
_EVENT = (
    "{receiver}.on({key}, listener);",
    "{receiver}.on({key}, listener);\n// when {owner} is done\n{receiver}.off({key}, listener);",
)


def example(suspect: Suspect, spot: Spot | None) -> Example:
    """How it is mended: with real names for collections, and for listeners of a known event."""
    holder = suspect.holder
    where = _where(spot)
    pair = _EVENT if holder.kind == "listeners" and spot else _TEMPLATES.get(holder.kind)
    if pair is None or spot is None or not _is_sayable(suspect, spot):
        return Example(holder.before, holder.after, "javascript", where)
    names = {
        "held": spot.expression,
        "receiver": spot.receiver,
        "key": spot.key,
        "one": _one(suspect, "value"),
        "owner": f"the {_one(suspect, 'owner')}",
    }
    before, after = (text.format(**names) for text in pair)
    return Example(before, after, "javascript", where)


def _is_sayable(suspect: Suspect, spot: Spot) -> bool:
    if suspect.holder.kind == "listeners":
        return bool(spot.key and spot.receiver)
    # A key below the cut, or an owner other than the cut's target: another collection is meant.
    return bool(spot.expression) and not spot.key and len(suspect.route) > 0


def _where(spot: Spot | None) -> str:
    if spot is None:
        return ""
    return f"{spot.name} ({spot.place})" if spot.place else spot.name


def _one(suspect: Suspect, otherwise: str) -> str:
    """``clientSession``: what one of the new objects could be called."""
    names = [each.name for each in suspect.classes if _OWN_CLASS.match(each.name)]
    names = [name for name in names if name not in _GENERAL]
    if not names:
        return otherwise
    return names[0] if names[0].isupper() else names[0][:1].lower() + names[0][1:]


_GENERAL = ("Object", "Array", "Map", "Set", "Function", "Promise", "Error", "ArrayBuffer", "Date",
            "RegExp", "WeakRef", "WeakMap", "WeakSet", "Timeout", "Generator")  # fmt: skip
