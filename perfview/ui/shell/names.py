"""What files are called where room is short, and where several have the same name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_LONG = 24
_PACKED = (".gz", ".zst", ".br", ".bz2", ".xz", ".lz4")


def short_name(path: Path) -> str:
    """A long name without its endings, which are the same for all files of a kind and push what
    tells them apart out of sight: ``leaking-sessions-1.heapsnapshot.gz`` is leaking-sessions-1."""
    if len(path.name) <= _LONG:
        return path.name
    packed = path.suffix.lower() in _PACKED
    return Path(path.stem).stem if packed else path.stem


def name_among(path: Path, others: Iterable[Path]) -> str:
    """A short name, with a folder where its name alone does not tell enough (`with_folder`)."""
    return with_folder(path, others) or short_name(path)


def full_name(path: Path, others: Iterable[Path]) -> str:
    """The same with the whole name."""
    return with_folder(path, others) or path.name


def with_folder(path: Path, others: Iterable[Path]) -> str:
    """A name with the folder that tells it from others of the same name; one without an ending, as
    of a folder somebody built into, with the folder it is in: ``shop/dist``. "" where it needs
    none."""
    twins = [other for other in others if other.name == path.name and other != path]
    if not twins:
        in_folder = f"{path.parent.name}/{path.name}"
        return in_folder if path.parent.name and not path.suffix else ""
    parts = path.parts
    for up in range(2, len(parts) + 1):
        if all(len(twin.parts) < up or twin.parts[-up] != parts[-up] for twin in twins):
            return f"{parts[-up]}/{path.name}" if up == 2 else f"{parts[-up]}/…/{path.name}"
    return ""
