"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from perfview.engine.archive_reading import ArchiveReader
from perfview.engine.opened import Identity
from perfview.engine.pillars import PILLARS, Pillar, all_broken
from perfview.engine.refusal import refuse, refuse_archive, refuse_folder, refuse_several
from perfview.findings.quantities import plural
from perfview.recording.errors import UnreadableInput
from perfview.recording.members import LeftOut, Member
from perfview.recording.reader import Reader
from perfview.recording.source import Source

SURE_ENOUGH = 0.5
"""A reader less certain than this is not asked to read."""

ON_REQUEST = 0.2
"""Unless the user asks for its pillar by name: calls in a trace can be folded like a profile's."""

SURE = 0.9
"""From here on, other pillars are asked only if the reader says that they may find theirs, too."""


@dataclass(frozen=True)
class Recognised:
    """A file's identity and who reads it."""

    pillar: Pillar
    reader: Reader
    identity: Identity
    certainty: float = 1.0


def identify(source: Source, kind: str = "") -> Recognised:
    """Ask every reader's `sniff`; the most certain wins. Of an archive, every file is asked about.

    With a `kind` only that pillar's readers are asked, and a weaker opinion will do. Raises
    `UnreadableInput` saying what was looked for and what was seen instead.
    """
    if source.members or source.left_out:
        return _identify_archive(source, kind)
    asked = [each for each in PILLARS if kind in ("", each.kind)]
    enough = ON_REQUEST if kind else SURE_ENOUGH
    found: list[Recognised] = []
    beside: tuple[str, ...] | None = None
    for pillar in asked:
        if beside is not None and pillar.kind not in beside:
            continue
        best = _best_reader(pillar, source)
        if best is not None and best.certainty >= enough:
            found.append(best)
            if best.certainty >= SURE and beside is None:
                beside = best.reader.beside
    if not found and source.is_folder:
        raise refuse_folder()
    if not found:
        looked_for = [reader.title for pillar in asked for reader in pillar.readers()]
        raise refuse(source.head, source.compression, looked_for, [str(b) for b in all_broken()])
    best = max(found, key=lambda each: each.certainty)
    also = tuple(each.pillar.kind for each in found if each is not best)
    return replace(best, identity=replace(best.identity, also=also))


def _best_reader(pillar: Pillar, source: Source) -> Recognised | None:
    """The most certain of a pillar's readers, however little that is."""
    best: Recognised | None = None
    for kind in pillar.readers():
        reader = kind()
        sniff = reader.sniff(source)
        if best is None or sniff.certainty > best.certainty:
            identity = Identity(pillar.kind, kind.name, kind.title, sniff.why)
            best = Recognised(pillar, reader, identity, sniff.certainty)
    return best


def _as_folder(source: Source, kind: str) -> Recognised | None:
    """Who reads an archive as the folder that was packed into it, of the pillars whose recordings
    stand among the files that they speak of."""
    asked = [each for each in PILLARS if each.has_companions and kind in ("", each.kind)]
    found = [best for each in asked if (best := _best_reader(each, source))]
    best = max(found, key=lambda each: each.certainty, default=None)
    return best if best and best.certainty >= SURE_ENOUGH else None


def _with_companions(
    source: Source, found: list[tuple[Member, Recognised]], kind: str
) -> Recognised | None:
    """The one file of an archive that tells of the others in it, if there is one: of several none
    that comes along with others, the most certain, of those the largest. Where all come along with
    others, or none is known, the archive as a folder of files, if that tells something."""
    told = [part for part in found if part[1].pillar.has_companions]
    is_alone = len(told) == len(found) and all(part[1].reader.is_companion for part in told)
    if is_alone and (folder := _as_folder(source, kind)):
        return folder
    if not told:
        return None

    def leading(part: tuple[Member, Recognised]) -> tuple[bool, float, int]:
        return not part[1].reader.is_companion, part[1].certainty, part[0].size

    member, best = max(told, key=leading)
    reader = ArchiveReader(best.pillar, [(member, best.reader)], [])
    identity = replace(best.identity, format=reader.name, title=reader.title)
    return Recognised(best.pillar, reader, identity, best.certainty)


def _identify_archive(source: Source, kind: str) -> Recognised:
    """The files of an archive that belong together, as one document."""
    found: list[tuple[Member, Recognised]] = []
    left_out = list(source.left_out)
    for member in source.members:
        try:
            found.append((member, identify(member.source, kind)))
        except UnreadableInput as error:
            left_out.append(LeftOut(member.name, error.reason))
    if main := _with_companions(source, found, kind):
        return main
    united = [part for part in found if part[1].pillar.unite or len(found) == 1]
    if found and not united:
        raise refuse_several([member.name for member, _ in found])
    if not united:
        raise refuse_archive([*(m.name for m, _ in found), *(each.name for each in left_out)])
    weight = Counter[str]()
    for member, recognised in united:
        weight[recognised.pillar.kind] += member.size
    most = weight.most_common(1)[0][0]
    chosen = [(m, r) for m, r in united if r.pillar.kind == most]
    left_out += [LeftOut(m.name, "of another kind") for m, r in found if r.pillar.kind != most]
    pillar = chosen[0][1].pillar
    reader = ArchiveReader(pillar, [(m, r.reader) for m, r in chosen], left_out)
    why = f"{plural(len(chosen), 'recording')} in one archive"
    return Recognised(pillar, reader, Identity(most, reader.name, reader.title, why))
