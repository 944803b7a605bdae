"""The built files of a build that are in one archive with its stats, as continuous integration
keeps them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from perfview.bundles.built.files import MOST_BYTES, BuiltFile, BuiltFiles
from perfview.bundles.built.finding import MOST_STRIPPED, assets_of, note_stale
from perfview.bundles.model import BundleModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

Members = dict[str, Source]
"""The files of an archive by their names in it."""


def found_among(source: Source, model: BundleModel, report: ImportReport) -> BuiltFiles:
    """The members of an archive with the names, and where these are told the sizes, of the build's
    files. A name in the stats may stand in any folder of the archive: the one with most of them."""
    members: Members = {each.name.replace("\\", "/"): each.source for each in source.members}
    assets = assets_of(model)
    folder, stripped = _likeliest(members, [each.parts for each in assets])
    found: dict[int, BuiltFile] = {}
    stale = []
    for asset in assets:
        name = folder + "/".join(asset.parts[stripped:])
        member = members.get(name)
        if member is None or not asset.parts[stripped:]:
            continue
        if not asset.is_size(member.content_size):
            stale.append("/".join(asset.parts))
            continue
        near = beside_in(members, name.rpartition("/")[0])
        size = member.content_size
        found[asset.row] = BuiltFile(source.path / name, size, reading(member), near)
    note_stale(stale, source.path / folder, report)
    return BuiltFiles(found, source.path / folder) if found else BuiltFiles()


def _likeliest(members: Members, names: list[tuple[str, ...]]) -> tuple[str, int]:
    """The folder in the archive (with ``/`` at its end, or "") that holds most names, and how many
    of their first folders are missing in it."""
    votes: dict[tuple[str, int], int] = {}
    by_last: dict[str, list[str]] = {}
    for member in members:
        by_last.setdefault(PurePosixPath(member).name, []).append(member)
    for parts in names:
        for member in by_last.get(parts[-1], []):
            for stripped in range(min(MOST_STRIPPED + 1, len(parts))):
                tail = "/".join(parts[stripped:])
                if member == tail or member.endswith(f"/{tail}"):
                    place = member.removesuffix(tail), stripped
                    votes[place] = votes.get(place, 0) + 1
    best = max(votes.items(), key=lambda vote: (vote[1], -vote[0][1]), default=(("", 0), 0))
    return best[0]


def reading(member: Source) -> Callable[[], bytes]:
    """What reads a file of an archive whole; raises `UnreadableInput` beyond `MOST_BYTES`."""

    def read() -> bytes:
        if member.content_size > MOST_BYTES:
            raise UnreadableInput(f"A file in the archive is larger than {MOST_BYTES >> 20} MiB.")
        blocks = member.blocks(min(max(member.content_size, 1), 4 << 20))
        return b"".join(buffer[:length].tobytes() for buffer, length, _ in blocks)

    return read


def beside_in(members: Members, folder: str) -> Callable[[str], bytes | None]:
    """What reads a file in a folder of an archive ("" for its root), None for none."""

    def beside(name: str) -> bytes | None:
        member = members.get(f"{folder}/{name}" if folder else name)
        return reading(member)() if member is not None else None

    return beside
