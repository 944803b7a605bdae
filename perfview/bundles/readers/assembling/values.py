"""Values of a JSON text as what they should be, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LARGEST = (1 << 50) - 1
"""Bytes no file has."""


def size_of(value: object) -> int:
    """A number of bytes as a file gives it, -1 for what is none: a text, a number below zero, or
    more than any file has."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return -1
    return int(value) if 0 <= value <= LARGEST else -1


def text_in(value: object) -> str:
    """A text as a file gives it, "" for what is none."""
    return value if isinstance(value, str) else ""


def list_in(told: object, name: str) -> list[Any]:
    """An object's list of that name, empty for what is none."""
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, list) else []


def object_in(told: object, name: str) -> dict[str, Any]:
    """An object's object of that name, empty for what is none."""
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, dict) else {}


def texts_in(told: object, name: str) -> list[str]:
    """The texts of an object's list of that name."""
    return [text for text in list_in(told, name) if isinstance(text, str)]


def leaves_of(trees: list[Any], inside: str) -> Iterator[dict[str, Any]]:
    """The objects of these trees that have no list of the name `inside` with anything in it, in
    the order they stand."""
    waiting = trees[::-1]
    while waiting:
        node = waiting.pop()
        below = list_in(node, inside)
        if below:
            waiting += below[::-1]
        elif isinstance(node, dict):
            yield node
