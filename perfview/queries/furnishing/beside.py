"""Files that lie beside a recording and are of its database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from perfview.queries.furnishing.telling_files import content_in, content_of
from perfview.recording.source import Source

_DDL = (".schema.sql", ".structure.sql", ".ddl.sql", ".sql")
_STATISTICS = (".stats.json", ".statistics.json")
_USUAL = (("schema.sql", "structure.sql"), ("stats.json", "statistics.json"))
_ANY = ((".schema.sql",), _STATISTICS)
_MOST_FILES = 4096


@dataclass(frozen=True)
class Beside:
    """A file: its name, and how its content is read (raises UnreadableInput)."""

    name: str
    content: Callable[[], bytes]


def beside(source: Source) -> tuple[list[Beside], list[str]]:
    """The DDL and the statistics that lie beside a recording, or in the archive with it: those
    called as it is, else the only ones there that are not called as another file. And the names of
    those that are too many to tell whose they are."""
    around = _in_archive(source) if source.members else _in_folder(source.path)
    names = set(around) if source.members else _names_in(source.path.parent)
    stems = _stems(source.path.name)
    found, unclear = [], []
    for endings, usual, any_ending in zip((_DDL, _STATISTICS), _USUAL, _ANY, strict=True):
        own = [around[stem + end] for stem in stems for end in endings if stem + end in around]
        own = [each for each in own if each.name != source.path.name]
        others = [each for name, each in around.items() if _is_usual(name, usual, any_ending)]
        others = [each for each in others if not _is_of_another(each.name, any_ending, names)]
        if own or len(others) == 1:
            found.append((own or others)[0])
        else:
            unclear += [each.name for each in others]
    return found, unclear


def _is_usual(name: str, usual: tuple[str, ...], endings: tuple[str, ...]) -> bool:
    return name in usual or name.endswith(endings)


def _is_of_another(name: str, endings: tuple[str, ...], names: set[str]) -> bool:
    """Whether ``shop.schema.sql`` is of a ``shop.log`` that lies there, too."""
    stem = next((name.removesuffix(end) for end in endings if name.endswith(end)), "")
    tells = (*_DDL, *_STATISTICS)
    called = (each for each in names if each == stem or each.startswith(f"{stem}."))
    return bool(stem) and any(not each.endswith(tells) for each in called)


def _names_in(folder: Path) -> set[str]:
    try:
        return {each.name for each, _ in zip(folder.iterdir(), range(_MOST_FILES), strict=False)}
    except OSError:
        return set()


def _stems(name: str) -> list[str]:
    """``app.log.gz`` without its endings, one after the other: ``app.log.gz``, ``app.log``,
    ``app``."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _in_folder(path: Path) -> dict[str, Beside]:
    if not path.is_file():
        return {}
    try:
        names = _few(each.name for each in path.parent.iterdir())
    except OSError:
        return {}
    return {name: Beside(name, lambda p=path.parent / name: content_of(p)) for name in names}  # type: ignore[misc]


def _few(names: Iterable[str]) -> list[str]:
    wanted = (name for name in names if name.endswith((".sql", ".json")))
    return [name for name, _ in zip(wanted, range(_MOST_FILES), strict=False)]


def _in_archive(source: Source) -> dict[str, Beside]:
    made = {}
    for member in source.members:
        name = member.name.replace("\\", "/").rpartition("/")[2]
        made[name] = Beside(member.name, lambda inner=member.source: content_in(inner))  # type: ignore[misc]
    return made
