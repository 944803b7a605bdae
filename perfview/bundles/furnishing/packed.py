"""The project of a build that was packed into one archive along with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfview.bundles.furnishing.json_files import Reading
from perfview.bundles.furnishing.locks import LOCKS
from perfview.recording.errors import UnreadableInput

if TYPE_CHECKING:
    from perfview.recording.source import Source

_MOST_PROJECTS = 5


def packed_projects(source: Source) -> list[Path]:
    """The folders in an archive with a package.json or a lock file that are not installed
    packages, as paths below the archive's; the outermost first."""
    found: dict[str, None] = {}
    for member in source.members:
        folder, _, name = member.name.replace("\\", "/").rpartition("/")
        if name in ("package.json", *LOCKS) and "node_modules" not in folder.split("/"):
            found[folder] = None
    outermost = sorted(found, key=lambda folder: (folder.count("/") + bool(folder), folder))
    return [source.path / folder for folder in outermost[:_MOST_PROJECTS]]


def packed_reading(source: Source) -> Reading:
    """Reads the files of an archive by their path below the archive's."""
    members = {member.name.replace("\\", "/"): member.source for member in source.members}

    def read(path: Path, most: int) -> bytes | None:
        if not path.is_relative_to(source.path):
            return None
        member = members.get(path.relative_to(source.path).as_posix())
        if member is None or member.content_size > most:
            return None
        try:
            return b"".join(buffer[:length].tobytes() for buffer, length, _ in member.blocks())
        except UnreadableInput:
            return None

    return read
