"""Pages that Parcel built: what starts, and what they load where they stand beside the report."""

from __future__ import annotations

from pathlib import Path

from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.folder.pages import MOST_BYTES, file_of, loaded_by

MOST_PAGES = 100


def add_starting_pages(build: Assembly, report: Path) -> None:
    """Pages are entries. No report tells what they load: that is looked up in the pages, in the
    report's folder or below it in the folder that was built into."""
    pages = [name for name in build.chunk_row if name.endswith((".html", ".htm"))]
    files = dict.fromkeys(build.chunk_row, 0)
    for name in pages[:MOST_PAGES]:
        chunk = build.chunk(name, is_entry=True)
        build.entry(name, [chunk])
        for address in loaded_by(_page(name, report.parent, build.output_folder)):
            file = file_of(address, name, files)
            if file is not None:
                build.link(chunk, build.chunk_row[file], later=False)


def _page(name: str, beside: Path, output: str) -> bytes:
    """The page of that name, empty when it does not stand there."""
    for inside in (f"{output}/{name}", name, f"{output.rpartition('/')[2]}/{name}"):
        parts = [part for part in inside.split("/") if part not in ("", ".")]
        path = beside.joinpath(*parts)
        try:
            if ".." not in parts and path.is_file():
                with path.open("rb") as page:
                    return page.read(MOST_BYTES)
        except (OSError, ValueError):
            continue
    return b""
