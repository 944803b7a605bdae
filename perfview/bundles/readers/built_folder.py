"""A folder a build was written to."""

from __future__ import annotations

from perfview.bundles.model import BundleModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class BuiltFolder(Reader):
    """A folder that was built into (`dist`, `build`, `out`, `.next`), or the project it is in.

    Stats that a bundler or one of its plugins left there are read, the most telling first. Without
    any, the files themselves tell: manifests of Vite and Next.js, the scripts and styles that
    pages load, what scripts import of each other, and the modules in them by their source maps.
    Without pages, scripts that no other one imports and that are no chunks of webpack's are taken
    for the entries. An archive of such a folder is read like it, without being unpacked.
    """

    name = "built-folder"
    title = "folder of built files"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure of a folder with built scripts or styles, or a bundler's stats."""
        if not source.is_folder and not source.members:
            return Sniff(0, "it is no folder")
        from perfview.bundles.readers.folder.listing import is_built_folder, listing_of, output_in

        names, what = (
            list(listing_of(source).files),
            "a folder" if source.is_folder else "an archive",
        )
        if output_in(names) is not None:
            return Sniff(0.9, f"{what} with scripts or style sheets as they ship")
        if is_built_folder(names):
            return Sniff(0.6, f"{what} with files called as a bundler's stats are")
        return Sniff(0, f"{what} without anything that was built")

    def read(self, source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
        """The build. Raises `UnreadableInput` when the folder holds nothing that was built."""
        from perfview.bundles.readers.folder.reading import read_folder

        return read_folder(source, progress)
