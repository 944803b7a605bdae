"""Stats among the files of a folder: which reader knows them, and which tell the most."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.bundles.readers.folder.listing import Listing, is_stats, may_be_stats
from perfview.recording.errors import UnreadableInput
from perfview.recording.reader import Reader

MOST_ASKED = 60
"""Files that are looked into."""

SURE_ENOUGH = 0.5


@dataclass(frozen=True)
class Stats:
    """A file of the folder that a reader knows; `rank` is the lower the more it tells."""

    path: str
    reader: type[Reader]
    rank: int


def readers() -> tuple[type[Reader], ...]:
    """The readers of stats, those that tell the most first: of modules, who imports whom and sizes;
    then of sizes alone."""
    from perfview.bundles.readers.bundle_analyzer import BundleAnalyzerReport
    from perfview.bundles.readers.bundle_report_page import BundleReportPage
    from perfview.bundles.readers.esbuild_metafile import EsbuildMetafile
    from perfview.bundles.readers.parcel_bundles import ParcelBundles
    from perfview.bundles.readers.parcel_report import ParcelReport
    from perfview.bundles.readers.rollup_bundle import RollupBundle
    from perfview.bundles.readers.rollup_visualizer import RollupVisualizer
    from perfview.bundles.readers.sonda_json import SondaJson
    from perfview.bundles.readers.source_map_explorer import SourceMapExplorer
    from perfview.bundles.readers.vite_bundle_analyzer import ViteBundleAnalyzer
    from perfview.bundles.readers.webpack_stats import WebpackStats

    return (
        *(WebpackStats, EsbuildMetafile, SondaJson, RollupBundle, RollupVisualizer),
        *(ViteBundleAnalyzer, BundleReportPage, BundleAnalyzerReport, ParcelBundles),
        *(SourceMapExplorer, ParcelReport),
    )


def stats_in(listing: Listing) -> list[Stats]:
    """The stats in a folder, those that tell the most first; of alike the latest, then the largest.

    Raises nothing: what cannot be opened is no stats.
    """
    named = [path for path in listing.files if is_stats(path)]
    named.sort(key=lambda path: (path.count("/"), -listing.files[path], path))
    others = [path for path in listing.files if may_be_stats(path) and not is_stats(path)]
    named += sorted(others, key=lambda path: (-listing.files[path], path))
    found = [each for path in named[:MOST_ASKED] if (each := _recognised(listing, path))]
    changed, size = listing.changed, listing.files
    return sorted(found, key=lambda each: (each.rank, -changed[each.path], -size[each.path]))


def _recognised(listing: Listing, path: str) -> Stats | None:
    try:
        with listing.opened(path) as source:
            for rank, reader in enumerate(readers()):
                if reader().sniff(source).certainty >= SURE_ENOUGH:
                    return Stats(path, reader, rank)
    except UnreadableInput:
        pass
    return None
