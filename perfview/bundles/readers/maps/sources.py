"""Sources as maps name them."""

from __future__ import annotations

import re

from perfview.bundles.model import RUNTIME
from perfview.bundles.naming.paths import clean_path

_SPACE = re.compile(r"^(?:webpack|rollup|turbopack|vite|ng)://(?!/)[^/]*/")
"""The bundler and the project's name before a path (``webpack://shop/./src/a.js``)."""

_UP = re.compile(r"^(?:\.\./)+")
_RUNTIME = re.compile(r"^(?:webpack/|\(webpack\)|vite/|rolldown/|\.\./\.\./\.\./\0)")


def path_of(source: str) -> str:
    """The path of a source, from the project as far as can be told: without the bundler, the
    project's name, a query and the way up from the folder of the map; "" for none."""
    path = clean_path(_SPACE.sub("", source))
    return _UP.sub("", path).lstrip("/") if not path.startswith("data:") else ""


def kind_of(path: str) -> int:
    """`RUNTIME` for the bundler's own, -1 for what the path will tell."""
    return RUNTIME if _RUNTIME.match(path) else -1
