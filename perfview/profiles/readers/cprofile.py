"""What Python's cProfile and profile dump, for pstats to read."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_REFERABLE = 0x80
_LARGEST = 1 << 30
_TEXTS = frozenset(b"zZaAutsrR")


class CProfile(Reader):
    """Python's cProfile and profile: ``python -m cProfile -o``, ``Profile.dump_stats``.

    Calls, self and total time of every function, and of every function by caller, are exact and as
    pstats prints them. Which stacks they happened in is not recorded: flame graphs are estimates.
    The file is read as data; nothing in it is ever run.
    Format: https://docs.python.org/3/library/profile.html
    """

    name = "cprofile"
    title = "cProfile (pstats)"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it is a marshalled dict whose first key is a file, a line and a name."""
        head = source.head[:8]
        plain = [byte & ~_REFERABLE for byte in head]
        if len(head) < 2 or plain[0] != ord("{"):
            return Sniff(0, "it is no marshalled dict")
        if head == b"{0":
            return Sniff(0.9, "an empty marshalled dict")
        if plain[1] == ord(")") and head[2:3] == b"\x03" and plain[3] in _TEXTS:
            return Sniff(0.95, "a marshalled dict of functions")
        if plain[1] == ord("(") and head[2:6] == b"\x03\0\0\0" and plain[6] in _TEXTS:
            return Sniff(0.95, "a marshalled dict of functions")
        return Sniff(0, "it is no marshalled dict of functions")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The counts. Raises `UnreadableInput` when there is not one function."""
        from perfview.profiles.readers.python.counted import Table, model_of
        from perfview.profiles.readers.python.marshalled import MarshalReader, NotMarshal

        content = _content(source, progress)
        report = ImportReport(read_bytes=len(content), total_bytes=len(content))
        reader, table = MarshalReader(content), Table(len(content))
        try:
            for done, (key, value) in enumerate(reader.pairs()):
                table.add(key, value)
                if not done % 1024:
                    progress.report(bytes_done=reader.offset, rows=done)
        except NotMarshal as wrong:
            report.complete, report.read_bytes = False, wrong.offset
            report.note(
                "truncated",
                1,
                f"At byte {wrong.offset:,} the file cannot be followed ({wrong.reason}); "
                "the functions before that are shown.",
            )
        if not table.rows:
            raise UnreadableInput(
                "There is not one function in this cProfile file",
                offset=None if report.complete else report.read_bytes,
                remedy="Check that the profile was recorded and written completely.",
            )
        report.note("bad-rows", table.odd, "Rows that are no counts of calls were left out.")
        model = model_of(table)
        report.rows = len(model)
        return model, report


def _content(source: Source, progress: Progress) -> bytes:
    content = bytearray()
    total = source.content_size or source.size
    progress.report("Reading functions", bytes_done=0, bytes_total=total)
    for buffer, length, _ in source.blocks():
        content += buffer[:length].tobytes()
        progress.check()
        if len(content) > _LARGEST:
            raise UnreadableInput("This cProfile file is larger than 1 GiB")
    return bytes(content)
