"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from perfview.engine.archive_reading import ArchiveReader
from perfview.engine.opened import Identity
from perfview.engine.pillars import PILLARS, Pillar, all_broken
from perfview.engine.refusal import refuse, refuse_archive
from perfview.findings.quantities import plural
from perfview.recording.errors import UnreadableInput
from perfview.recording.members import LeftOut, Member
from perfview.recording.reader import Reader
from perfview.recording.source import Source

SURE_ENOUGH = 0.5
"""A reader less certain than this is not asked to read."""


@dataclass(frozen=True)
class Recognised:
    """A file's identity and who reads it."""

    pillar: Pillar
    reader: Reader
    identity: Identity


def identify(source: Source) -> Recognised:
    """Ask every reader's `sniff`; the most certain wins. Of an archive, every file is asked about.

    Raises `UnreadableInput` saying what was looked for and what was seen instead.
    """
    if source.members or source.left_out:
        return _identify_archive(source)
    best: Recognised | None = None
    best_certainty = 0.0
    looked_for: list[str] = []
    for pillar in PILLARS:
        for kind in pillar.readers():
            reader = kind()
            sniff = reader.sniff(source)
            looked_for.append(kind.title)
            if sniff.certainty >= SURE_ENOUGH and sniff.certainty > best_certainty:
                identity = Identity(pillar.kind, kind.name, kind.title, sniff.why)
                best, best_certainty = Recognised(pillar, reader, identity), sniff.certainty
    if best is None:
        raise refuse(source.head, source.compression, looked_for, [str(b) for b in all_broken()])
    return best


def _identify_archive(source: Source) -> Recognised:
    """The files of an archive that belong together, as one document."""
    found: list[tuple[Member, Recognised]] = []
    left_out = list(source.left_out)
    for member in source.members:
        try:
            found.append((member, identify(member.source)))
        except UnreadableInput as error:
            left_out.append(LeftOut(member.name, error.reason))
    united = [part for part in found if part[1].pillar.unite]
    if not united:
        raise refuse_archive([*(m.name for m, _ in found), *(each.name for each in left_out)])
    weight = Counter[str]()
    for member, recognised in united:
        weight[recognised.pillar.kind] += member.size
    kind = weight.most_common(1)[0][0]
    chosen = [(m, r) for m, r in united if r.pillar.kind == kind]
    left_out += [LeftOut(m.name, "of another kind") for m, r in found if r.pillar.kind != kind]
    pillar = chosen[0][1].pillar
    reader = ArchiveReader(pillar, [(m, r.reader) for m, r in chosen], left_out)
    why = f"{plural(len(chosen), 'recording')} in one archive"
    return Recognised(pillar, reader, Identity(kind, reader.name, reader.title, why))
