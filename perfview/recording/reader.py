"""What a file format brings: how to recognise it and how to turn it into columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from perfview.recording.progress import Progress
    from perfview.recording.report import ImportReport
    from perfview.recording.source import Source


@dataclass(frozen=True)
class Sniff:
    """A reader's opinion of a file: 0 means surely not, 1 surely yes; `why` says what it saw."""

    certainty: float
    why: str


class Reader:
    """One file format. Subclass it in a file of its own under a pillar's `readers` folder.

    The subclass's docstring is the format's description for the docs, the app and the command
    line. Raise `version` whenever the same bytes give other columns: the cache follows it.
    """

    name: ClassVar[str]
    """Stable slug, e.g. ``otlp-json``."""
    title: ClassVar[str]
    """For people, e.g. ``OpenTelemetry JSON``."""
    version: ClassVar[int] = 1
    beside: ClassVar[tuple[str, ...]] = ()
    """Pillars that may find something of theirs in the same files (a browser's trace holds CPU
    profiles), so that they are asked however sure this reader is."""

    is_companion: ClassVar[bool] = False
    """Whether its files come along with others that tell more of the same, as a source map beside
    a bundler's stats."""

    def sniff(self, source: Source) -> Sniff:
        """Judge by content only: `source.head` (first 64 KiB decompressed) and `source.tail`."""
        raise NotImplementedError

    def read(self, source: Source, progress: Progress) -> tuple[Any, ImportReport]:
        """Turn the bytes into this pillar's model.

        Raises `UnreadableInput` when nothing honest can be kept and `Cancelled` on cancel; a file
        that breaks off half-way returns what came before, with the report saying so.
        """
        raise NotImplementedError
