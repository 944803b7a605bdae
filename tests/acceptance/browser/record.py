"""Record planted pages with Chromium: python -m tests.acceptance.browser.record FOLDER [NAME ...]

Every page of `tests.acceptance.browser.pages*` modules is served on loopback and recorded twice,
as Chrome JSON (gzip) and as Perfetto's protobuf (.pftrace).
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import pkgutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance import browser
from tests.acceptance.browser.chromium import CATEGORIES, Chromium
from tests.acceptance.browser.serving import Routes, Serving

FORMATS = {"json": ".json.gz", "proto": ".pftrace"}


@dataclass(frozen=True)
class PlantedPage:
    """A page with trouble in it, or with none.

    `planted` are the detectors that have to speak, `noted` those that have to make a note; `also`
    are others that may say more than a note, because the same trouble is theirs too. All empty for
    a clean page, whose findings may be notes at most. `acts` does what a user would, once the page
    has loaded; the recording goes on for `seconds` after that.
    """

    name: str
    routes: Routes
    planted: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    acts: Callable[[Chromium], None] | None = None
    seconds: float = 1.0
    path: str = "/"
    categories: tuple[str, ...] = CATEGORIES
    flags: tuple[str, ...] = ()


def record(page: PlantedPage, stream_format: str) -> bytes:
    """The recording of a page's loading and of what is done on it."""
    with Serving(page.routes) as serving, Chromium(flags=page.flags) as chromium:
        chromium.start_recording(stream_format, page.categories)
        chromium.call("Page.navigate", chromium.page, url=serving.address + page.path)
        chromium.wait_for("Page.loadEventFired")
        if page.acts is not None:
            time.sleep(0.3)
            page.acts(chromium)
        time.sleep(page.seconds)
        return chromium.stop_recording()


def all_pages() -> list[PlantedPage]:
    """The pages of every module here whose name begins with `pages`."""
    modules = [
        importlib.import_module(f"{browser.__name__}.{module.name}")
        for module in pkgutil.iter_modules(browser.__path__)
        if module.name.startswith("pages")
    ]
    return [page for module in modules for page in module.PAGES]


def main(arguments: Sequence[str] | None = None) -> None:
    """Record the pages named, or all of them, into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--format", choices=[*FORMATS], action="append")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for page in all_pages():
        if options.names and page.name not in options.names:
            continue
        for stream_format in options.format or FORMATS:
            content = record(page, stream_format)
            path = options.folder / (page.name + FORMATS[stream_format])
            path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
            print(f"{path}  {path.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
