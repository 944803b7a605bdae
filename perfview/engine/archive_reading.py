"""Reading the recordings of an archive, each with its own reader, into one document."""

from __future__ import annotations

from collections import Counter
from typing import Any

from perfview.engine.pillars import Pillar
from perfview.recording.errors import UnreadableInput
from perfview.recording.members import LeftOut, Member
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_NAMED = 6
"""Files left out that are named in the report, each with its reason."""


class ArchiveReader(Reader):
    """Several recordings in one archive, united by their pillar. Made by `identify` for one file.

    Its name and version follow from the readers it uses, as cache keys must.
    """

    def __init__(
        self, pillar: Pillar, parts: list[tuple[Member, Reader]], left_out: list[LeftOut]
    ) -> None:
        self._pillar, self._parts, self._left_out = pillar, parts, left_out
        readers = {reader.name: reader for _, reader in parts}
        in_order = sorted(readers.items())
        self.name = "+".join(name for name, _ in in_order)  # type: ignore[misc]
        self.version = sum(r.version << 8 * n for n, (_, r) in enumerate(in_order))  # type: ignore[misc]
        titles = " and ".join(sorted(reader.title for reader in readers.values()))
        several = f", {len(parts):,} files" if len(parts) > 1 else ""
        self.title = f"{titles}{several}, in an archive"  # type: ignore[misc]

    def sniff(self, source: Source) -> Sniff:
        """Sure: it was made for this file."""
        return Sniff(1, "an archive")

    def read(self, source: Source, progress: Progress) -> tuple[Any, ImportReport]:
        """The model of all files together.

        Raises `UnreadableInput` when not one of them can be read.
        """
        models: list[tuple[Any, int]] = []
        reports: list[ImportReport] = []
        read: list[Member] = []
        left_out = list(self._left_out)
        for number, (member, reader) in enumerate(self._parts):
            progress.report(f"Reading file {number + 1} of {len(self._parts)}")
            try:
                model, report = reader.read(member.source, progress)
            except UnreadableInput as error:
                left_out.append(LeftOut(member.name, error.reason))
                continue
            models.append((model, member.first))
            reports.append(report)
            read.append(member)
        if not models:
            first = left_out[-1]
            raise UnreadableInput(f"{first.name} in the archive: {first.why}")
        united, taken = self._pillar.united(models)
        others = [m for m, is_taken in zip(read, taken, strict=True) if not is_taken]
        left_out += [LeftOut(m.name, "a recording of another kind than the rest") for m in others]
        kept = [report for report, is_taken in zip(reports, taken, strict=True) if is_taken]
        return united, _together(kept, len(united), left_out)


def _together(reports: list[ImportReport], rows: int, left_out: list[LeftOut]) -> ImportReport:
    """One report: oddities of one kind counted together, in the words of the first."""
    whole = ImportReport(
        rows=rows,
        read_bytes=sum(report.read_bytes for report in reports),
        total_bytes=sum(report.total_bytes for report in reports),
        complete=all(report.complete for report in reports),
    )
    counts: Counter[str] = Counter()
    details: dict[str, str] = {}
    for oddity in (oddity for report in reports for oddity in report.oddities):
        counts[oddity.kind] += oddity.count
        details.setdefault(oddity.kind, oddity.detail)
    for kind, detail in details.items():
        whole.note(kind, counts[kind], detail)
    named = "; ".join(f"{each.name} ({_lowered(each.why)})" for each in left_out[:_NAMED])
    more = f"; and {len(left_out) - _NAMED:,} more" if len(left_out) > _NAMED else ""
    whole.note(
        "not-read", len(left_out), f"Files of the archive that were not read: {named}{more}."
    )
    return whole


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
