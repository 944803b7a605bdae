"""pprof's older profiles in text."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.gperf.text_profiles import kind_of, read_text
from perfview.profiles.readers.gperf.whole import whole_content
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class PprofText(Reader):
    """Profiles in text: heap, growth, contention, threads, goroutines, and pprof's raw dump.

    Most of them as tcmalloc, jemalloc, older Java agents and Go (``/debug/pprof/heap?debug=1``)
    write them; the last is what `pprof -raw` prints. Sampled allocations are scaled up to what they
    stand for. Names that Go writes beside the addresses are used; other code is shown by its
    binary, ``[libc.so]``.
    Format: https://gperftools.github.io/gperftools/heapprofile.html
    """

    name = "pprof-text"
    title = "pprof text profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the first line is a heading of one of them."""
        kind = kind_of(source.head.decode("utf-8", "replace"))
        return Sniff(0.95 if kind else 0.0, f"the heading of a {kind} profile")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """All samples. Raises `UnreadableInput` when nothing in it makes sense."""
        from perfview.profiles.readers.gperf.assembly import assemble

        content, report = whole_content(source, progress)
        profile = read_text(content.decode("utf-8", "replace"))
        if profile.odd_lines and not profile.samples:
            raise UnreadableInput(
                "Not one line below the heading of this profile makes sense",
                remedy="Check that the file was copied whole and unchanged.",
            )
        return assemble(profile, "Go" if profile.symbols else "", report), report
