"""What people know of packages: which do the same job, which browsers can do without, which carry
data for every language.

The table is `resources/known-packages.json`; a user's own ``known-packages.json`` beside the
settings has the same shape and is put before it. `docs/known-packages.md` says how it is written.
What cannot be read of either is left out, entry by entry.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from perfview.findings.finding import Effort
from perfview.recording.bundled import bundled
from perfview.recording.user_files import user_file

TABLE = "known-packages.json"
T = TypeVar("T")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """A package that does a job: its name or a pattern of it, and packages that only wrap it."""

    name: str
    wrappers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Packages for one job, those to keep first."""

    job: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Replaceable:
    """A package that there is less for: by what, why, and how many bytes that adds at least and at
    most; code before and after. `is_polyfill`: its detector tells more of it."""

    package: str
    by: str
    because: str
    adds: tuple[int, int] = (0, 0)
    effort: Effort = Effort.MEDIUM
    before: str = ""
    after: str = ""
    is_polyfill: bool = False


@dataclass(frozen=True)
class Collection:
    """A folder of a package with a file for each of many: what they are, and code with all and
    with one of them. least: so many files nobody uses, where few of them are no trouble."""

    package: str
    folder: str
    what: str
    before: str = ""
    after: str = ""
    least: int = 0


@dataclass(frozen=True)
class Mark:
    """A text by which the code of a transpiler's helper is known even when minified, and the bytes
    that one copy takes."""

    name: str
    text: str
    bytes: int


@dataclass(frozen=True)
class KnownPackages:
    """The whole table. Patterns are of `fnmatch`'s kind."""

    families: tuple[Family, ...] = ()
    replaceable: tuple[Replaceable, ...] = ()
    collections: tuple[Collection, ...] = ()
    collection_folders: tuple[str, ...] = ()
    polyfills: tuple[str, ...] = ()
    helper_modules: tuple[str, ...] = ()
    helper_marks: tuple[Mark, ...] = ()

    def is_polyfill(self, package: str) -> bool:
        """Whether a package only brings what browsers lack."""
        return matches(package, self.polyfills)


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name is one of these, or like one."""
    return _one_of(patterns).match(name) is not None


@lru_cache(maxsize=1024)
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """All patterns as one: packages by the thousand are held against tables by the hundred."""
    return re.compile("|".join(map(translate, patterns)) if patterns else "(?!)")


def known_packages() -> KnownPackages:
    """The user's table before the one that ships."""
    tables = [_table(user_file(TABLE)), _table(bundled(TABLE))]
    helpers = [_part(table, "helpers", dict) for table in tables]
    return KnownPackages(
        families=_entries(tables, "families", _family),
        replaceable=_first_of_each(_entries(tables, "replaceable", _replaceable)),
        collections=_entries(tables, "collections", _collection),
        collection_folders=_entries(tables, "collection_folders", _text),
        polyfills=_entries(tables, "polyfills", _text),
        helper_modules=_entries(helpers, "modules", _text),
        helper_marks=_entries(helpers, "marks", _mark),
    )


def _first_of_each(found: tuple[Replaceable, ...]) -> tuple[Replaceable, ...]:
    by_name: dict[str, Replaceable] = {}
    for each in found:
        by_name.setdefault(each.package, each)
    return tuple(by_name.values())


def _table(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _LOG.warning("%s could not be read: %s", path, error)
        return {}
    return found if isinstance(found, dict) else {}


def _part(table: dict[str, Any], name: str, kind: type[T]) -> T:
    found = table.get(name)
    return found if isinstance(found, kind) else kind()


def _entries(tables: list[dict[str, Any]], name: str, made: Callable[[Any], T]) -> tuple[T, ...]:
    written = [entry for table in tables for entry in _part(table, name, list)]
    return tuple(each for entry in written for each in _one(entry, name, made))


def _one(entry: Any, name: str, made: Callable[[Any], T]) -> list[T]:
    try:
        return [made(entry)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        _LOG.warning("An entry of “%s” in %s is left out: %r", name, TABLE, error)
        return []


def _text(entry: Any) -> str:
    if not isinstance(entry, str) or not entry:
        raise TypeError("a text is expected")
    return entry


def _family(entry: Any) -> Family:
    return Family(_text(entry["job"]), tuple(_member(each) for each in entry["members"]))


def _member(entry: Any) -> Member:
    if isinstance(entry, str):
        return Member(entry)
    return Member(_text(entry["name"]), tuple(_text(each) for each in entry.get("with", [])))


def _replaceable(entry: Any) -> Replaceable:
    low, high = entry.get("adds", (0, 0))
    return Replaceable(
        _text(entry["package"]),
        _text(entry["by"]),
        _text(entry["because"]),
        (int(low), max(int(low), int(high))),
        Effort(entry.get("effort", "medium")),
        str(entry.get("before", "")),
        str(entry.get("after", "")),
        bool(entry.get("polyfill", False)),
    )


def _collection(entry: Any) -> Collection:
    return Collection(
        _text(entry["package"]),
        _text(entry["folder"]),
        _text(entry["what"]),
        str(entry.get("before", "")),
        str(entry.get("after", "")),
        int(entry.get("least", 0)),
    )


def _mark(entry: Any) -> Mark:
    return Mark(_text(entry["name"]), _text(entry["text"]), int(entry["bytes"]))
