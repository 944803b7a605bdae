"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.engine.opened import Identity
from perfview.engine.pillars import PILLARS, Pillar
from perfview.engine.refusal import refuse
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
    """Ask every reader's `sniff`; the most certain wins.

    Raises `UnreadableInput` saying what was looked for and what was seen instead.
    """
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
        raise refuse(source.head, source.compression, looked_for)
    return best
