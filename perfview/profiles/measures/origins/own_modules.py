"""What the modules of the program's own code are called: the folders its files divide into."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

_SCHEME = re.compile(r"^[a-z][a-z+.-]*://[^/]*/*|^[A-Za-z]:[/\\]|^/+", re.IGNORECASE)
_WEBPACK = re.compile(r"^webpack(?:-internal)?://[^/]*/+(?:\([^)]*\)/)?")
_WORDS = (
    ". .. src lib app source sources packages pkg internal cmd main java kotlin scala python js ts "
    "dist build out server client www public static assets"
)
_SOURCE_FOLDERS = frozenset(_WORDS.split())
"""Folders that say what sort of thing stands in them, not which part of the program."""

_FAR = 4
"""Ways this long that share nothing are whole paths of a disk: what tells is at their end."""

_NEARLY_ALL = 0.9
"""A folder with this share of the files is what they have in common and divides nothing."""


def parts_of(path: str) -> tuple[str, ...]:
    """A file's folders and its name without what it ends with; of a page without one, its host."""
    path = _WEBPACK.sub("", path.partition("?")[0])
    rest = _SCHEME.sub("", path)
    if not rest:
        return (path.strip("/").rpartition("/")[2],)
    *folders, file = re.split(r"[/\\]+", rest)
    stem = file.partition(".")[0] or file
    return (*(folder for folder in folders if folder not in (".", "..")), stem)


def modules_of(places: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """A module's name for each place, a way of folders that ends with a file (or of name spaces
    that ends with a type).

    From the folder down that nearly all share, the first name that says something; files right in
    that folder are modules themselves.
    """
    known = set(places)
    shared = _shared(known)
    return {place: _module(place, shared) for place in known}


def _shared(places: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The deepest folder in which nearly all places stand, source folders walked through."""
    inside: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    at: tuple[str, ...] = ()
    inside[at] = list(places)
    while True:
        here = inside[at]
        folders = Counter(place[len(at)] for place in here if len(place) > len(at) + 1)
        if not folders:
            return at
        folder, files = folders.most_common(1)[0]
        if files < (_NEARLY_ALL if folder not in _SOURCE_FOLDERS else 0.5) * len(here):
            return at
        at = (*at, folder)
        inside[at] = [place for place in here if place[: len(at)] == at]


def _module(place: tuple[str, ...], shared: tuple[str, ...]) -> str:
    """The first telling name behind the shared folder; of what stands elsewhere, its folder's."""
    if place[: len(shared)] != shared or len(place) == len(shared):
        return next((p for p in reversed(place[:-1]) if p not in _SOURCE_FOLDERS), place[-1])
    rest = place[len(shared) :]
    if not shared and len(rest) > _FAR:
        rest = rest[-2:]
    telling = [part for part in rest[:-1] if part not in _SOURCE_FOLDERS]
    return telling[0] if telling else rest[-1]
