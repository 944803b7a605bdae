"""What Python's tracemalloc dumps: `Snapshot.dump`."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_LARGEST = 1 << 29


class Tracemalloc(Reader):
    """Python's tracemalloc: what is alive, by the lines that allocated it.

    Written by ``tracemalloc.take_snapshot().dump(path)``. The file is a pickle; it is read as data
    by a reader of its own, nothing in it is ever run. tracemalloc keeps files and lines, no names
    of functions, and as many frames as `tracemalloc.start` was told (one unless it was).
    Format: https://docs.python.org/3/library/tracemalloc.html
    """

    name = "tracemalloc"
    title = "tracemalloc snapshot"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it is a pickle that begins with tracemalloc's Snapshot."""
        head = source.head[:128]
        if not head.startswith(b"\x80"):
            return Sniff(0, "it is no pickle")
        if b"tracemalloc" in head and b"Snapshot" in head:
            return Sniff(0.97, "a pickled snapshot of tracemalloc")
        return Sniff(0, "it is a pickle of something else; those are not opened")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The traces. Raises `UnreadableInput` when they cannot be followed."""
        from perfview.profiles.readers.python.pickled import NotPickled, PickleReader
        from perfview.profiles.readers.python.traced_memory import TracedMemory, traces_of

        content = _content(source, progress)
        reader = PickleReader(content, lambda offset: progress.report(bytes_done=offset))
        try:
            found = traces_of(reader.value())
        except NotPickled as wrong:
            raise UnreadableInput(
                f"This snapshot of tracemalloc cannot be followed: {wrong.reason}",
                offset=wrong.offset,
                remedy="Check that it was written completely, by tracemalloc itself.",
            ) from wrong
        if found is None:
            raise UnreadableInput(
                "This pickle is no snapshot of tracemalloc",
                remedy="Write one with tracemalloc.take_snapshot().dump(path).",
            )
        traces, limit = found
        memory = TracedMemory()
        for done, trace in enumerate(traces):
            memory.add(trace)
            if not done % 4096:
                progress.report(rows=done)
        model = memory.finish(limit)
        report = ImportReport(rows=len(model), read_bytes=len(content), total_bytes=len(content))
        report.note("bad-rows", memory.odd, "Rows that are no traces were left out.")
        report.note("no-samples", int(not memory.traces), "Nothing was alive that was traced.")
        return model, report


def _content(source: Source, progress: Progress) -> bytes:
    content = bytearray()
    total = source.content_size or source.size
    progress.report("Reading traces", bytes_done=0, bytes_total=total)
    for buffer, length, _ in source.blocks():
        content += buffer[:length].tobytes()
        progress.check()
        if len(content) > _LARGEST:
            raise UnreadableInput("This snapshot of tracemalloc is larger than 512 MiB")
    return bytes(content)
