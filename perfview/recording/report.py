"""The import report: what was odd about a file, said openly."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Oddity:
    """One kind of thing that was not as the format promises.

    `kind` is a stable slug (orphan-span, duplicate-id, clock-skew, negative-duration, truncated,
    unit-guessed, not-read ...); `count` how many rows it touches; `detail` one sentence for people.
    """

    kind: str
    count: int
    detail: str


@dataclass
class ImportReport:
    """How reading a file went: rows kept and oddities met, in the order they were noticed.

    `complete` is False when the file broke off; then `read_bytes` says how far it was good,
    counted in the decompressed stream, and `total_bytes` is its size (0 when unknown).
    """

    rows: int = 0
    read_bytes: int = 0
    total_bytes: int = 0
    complete: bool = True
    oddities: list[Oddity] = field(default_factory=list)

    def note(self, kind: str, count: int, detail: str) -> None:
        """Add an oddity; a count of zero is not an oddity and is left out."""
        if count > 0:
            self.oddities.append(Oddity(kind, count, detail))

    def find(self, kind: str) -> Oddity | None:
        """The oddity of this kind, or None."""
        return next((o for o in self.oddities if o.kind == kind), None)
