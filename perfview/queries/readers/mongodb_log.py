"""MongoDB's server logs."""

from __future__ import annotations

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class MongoDbLog(Reader):
    """Logs of mongod and mongos, structured (4.4 and later) and text (2.2 to 4.2).

    Slow operations with documents and keys examined, documents returned and the way they were
    reached; connections and errors. What took less than `slowms` is not written down.
    """

    name = "mongodb-log"
    title = "MongoDB log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first lines are of the server's form."""
        from perfview.queries.readers.mongodb.legacy import LINE

        lines = source.head.removeprefix(b"\xef\xbb\xbf").splitlines()[:40]
        structured = sum(
            line[:5] == b'{"t":' and b'"$date"' in line and b'"msg":' in line for line in lines
        )
        if structured:
            return Sniff(0.97, "lines of MongoDB's structured log")
        told = [LINE.match(line.decode("utf-8", "replace")) for line in lines]
        known = [match for match in told if match]
        if len(known) * 2 > len(lines) and any(match["component"] for match in known):
            return Sniff(0.95, "lines of MongoDB's log with component and thread")
        is_server = any(b"MongoDB" in line or b"[conn" in line for line in lines)
        if len(known) * 2 > len(lines) and is_server:
            return Sniff(0.9, "lines of MongoDB's log")
        return Sniff(0, "no lines of MongoDB's log")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The operations. Raises `UnreadableInput` when there is neither one nor an event."""
        from perfview.queries.readers.mongodb.reading import read_log

        return read_log(source, progress)
