"""Reads a folder: the stats in it, or the built files themselves."""

from __future__ import annotations

from perfview.bundles.model import BundleModel
from perfview.bundles.readers.folder.files import read_files
from perfview.bundles.readers.folder.listing import Listing, listing_of, output_in
from perfview.bundles.readers.folder.stats import Stats, stats_in
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_folder(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when the folder holds nothing that was built."""
    listing = listing_of(source)
    model, report = _read(listing, progress)
    if listing.is_cut:
        detail = f"Of the folder only the first {len(listing.files):,} files were looked at."
        report.note("too-many-files", 1, detail)
    return model, report


def _read(listing: Listing, progress: Progress) -> tuple[BundleModel, ImportReport]:
    found = stats_in(listing)
    for chosen in found:
        try:
            with listing.opened(chosen.path) as inner:
                model, report = chosen.reader().read(inner, progress)
        except UnreadableInput:
            continue
        _note_chosen(report, chosen, [each.path for each in found if each is not chosen])
        return model, report
    return _without_stats(listing, progress)


def _note_chosen(report: ImportReport, chosen: Stats, others: list[str]) -> None:
    left = f"; {', '.join(others[:3])} left aside" if others else ""
    more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
    detail = f"Of the folder {chosen.path} was read ({chosen.reader.title}){left}{more}."
    report.note("read-from", 1, detail)


def _without_stats(listing: Listing, progress: Progress) -> tuple[BundleModel, ImportReport]:
    output = output_in(list(listing.files))
    if output is None:
        raise UnreadableInput(
            "Nothing in this folder was built: it has no scripts, no style sheets and no stats.",
            remedy="Open the folder your bundler writes to, or its stats.",
        )
    return read_files(listing, output, progress)
