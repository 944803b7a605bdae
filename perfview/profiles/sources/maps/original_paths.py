"""The paths source maps call their sources by, as people know them."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_SCHEME = re.compile(r"^[a-zA-Z][\w+.-]*://")
_DRIVE = re.compile(r"^[a-zA-Z]:[\\/]")
_REACHABLE = ("http://", "https://", "file://")


@lru_cache(maxsize=4096)
def original_path(source: str, script: str) -> str:
    """A source of a map as a path or address: relative ones from the script on that was mapped, of
    those a bundler made up (``webpack://app/./src/a.ts?1f3c``) the path in it. "" for none."""
    if not source:
        return ""
    if source.startswith(_REACHABLE):
        return source
    if _SCHEME.match(source):
        return _inside(source)
    if source.startswith("/") or _DRIVE.match(source):
        return source
    if script.startswith(_REACHABLE):
        return _joined(script, source)
    folder = posixpath.dirname(script.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, source))


def _inside(source: str) -> str:
    """``src/a.ts`` of ``webpack://app/./src/a.ts?1f3c``."""
    path = source.partition("://")[2].partition("?")[0]
    # What stands before the first slash is the name of the build, not a folder.
    path = path.partition("/")[2] if "/" in path else path
    return posixpath.normpath(path.lstrip("/")) if path.strip("/") else ""


def _joined(script: str, source: str) -> str:
    try:
        scheme = urlsplit(script).scheme
        found = urljoin(script, source.replace("?", "%3F").replace("#", "%23"))
    except ValueError:
        return source
    return found if scheme else source
