"""The folder of the project that a build is of."""

from __future__ import annotations

from pathlib import Path

_MOST_LEVELS = 4


def projects_of(opened: Path, *, is_folder: bool) -> list[Path]:
    """The folders with a package.json, from the stats' own up to four levels above it, the nearest
    first; of a folder that was opened from itself on."""
    try:
        folder = opened.absolute() if is_folder else opened.absolute().parent
        near = (folder, *folder.parents)[: _MOST_LEVELS + 1]
        return [place for place in near if (place / "package.json").is_file()]
    except (OSError, ValueError):
        return []
