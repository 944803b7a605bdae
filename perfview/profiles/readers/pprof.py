"""pprof: profile.proto, compressed or plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.proto.shape import shape_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

if TYPE_CHECKING:
    from perfview.profiles.readers.proto.content import Content


class Pprof(Reader):
    """pprof profiles in protobuf, as Go, Node's pprof, Parca and Pyroscope write them.

    Every sample type is a metric (cpu, alloc_space, inuse_space, contentions, goroutine ...);
    labels, inlined calls and line numbers are kept, frames the profile itself names as being of no
    interest (drop_frames) are left out. Code without names is shown by its binary, ``[libc.so]``.
    Format: https://github.com/google/pprof/blob/main/proto/profile.proto
    """

    name = "pprof"
    title = "pprof profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first fields are those of a profile; judged by the first 64 KiB."""
        shape = shape_of(source.head, source.content_size)
        return Sniff(shape.certainty, shape.why)

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """All samples.

        Raises `UnreadableInput` when none was read from a broken file, for several profiles end to
        end, and for decompression bombs.
        """
        from perfview.profiles.readers.proto.assembly import assemble
        from perfview.profiles.readers.proto.content import read_content

        content = read_content(source, progress)
        report = _report(source, content)
        if not report.complete and not content.rows.rows:
            raise UnreadableInput(
                "No sample could be read before the file breaks off",
                offset=content.read_bytes,
                remedy="Check that the file was written completely.",
            )
        if content.is_several:
            raise UnreadableInput(
                "The file holds several profiles end to end, whose names cannot be told apart",
                remedy="Open each by itself, or merge them with `pprof -proto A B > all.pb.gz`.",
            )
        progress.report("Putting stacks together")
        return assemble(content, report), report


def _report(source: Source, content: Content) -> ImportReport:
    done = content.read_bytes
    report = ImportReport(read_bytes=done, total_bytes=source.content_size or done)
    if not content.complete:
        report.complete = False
        if source.broken is not None:
            where = f"{source.broken.reason} at byte {source.broken.offset:,} of its content"
            report.total_bytes = 0
        else:
            where = f"The file breaks off or makes no sense from byte {done:,} on"
        report.note(
            "truncated",
            1,
            f"{where}. Samples before that are shown, but names stand at the end of such files and"
            " may be missing.",
        )
    report.note(
        "damaged",
        content.damaged,
        f"Parts that contradict themselves were left out, the first at byte"
        f" {content.first_damage:,}.",
    )
    return report
