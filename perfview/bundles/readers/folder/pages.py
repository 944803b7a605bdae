"""What a page loads when it is opened: scripts, what it preloads, and style sheets."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

MOST_BYTES = 4 << 20
"""Of a page, so much is looked into."""


class _Loads(HTMLParser):
    """Collects the addresses, in the order they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag that loads something."""
        told = {name: value or "" for name, value in attrs}
        kinds = told.get("rel", "").lower().split()
        if tag == "script" and told.get("src") and "nomodule" not in told:
            self.found[told["src"]] = None
        elif tag == "link" and told.get("href"):
            is_script = "preload" in kinds and told.get("as") == "script"
            if is_script or {"modulepreload", "stylesheet"} & set(kinds):
                self.found[told["href"]] = None


def loaded_by(page: bytes) -> list[str]:
    """The addresses of what a page loads. Nothing is run."""
    parser = _Loads()
    parser.feed(page[:MOST_BYTES].decode("utf-8", "replace"))
    return list(parser.found)


def file_of(address: str, page: str, files: dict[str, int]) -> str | None:
    """The file among `files` that an address in a page leads to; None for another server's.

    Where the site stands below another address, or on another server, the longest end of the
    address that is a file counts.
    """
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return None
    if not path.startswith("/"):
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if inside in files:
            return inside
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    ends = ("/".join(parts[first:]) for first in range(len(parts)))
    return next((end for end in ends if end in files), None)
