"""Module ids as Rollup's plugins write them."""

from __future__ import annotations

import re

from perfview.bundles.model import RUNTIME

_MADE = re.compile(r"\?commonjs-[a-z-]+$")
"""What @rollup/plugin-commonjs adds to a file's id for the modules it makes of it beside it:
``?commonjs-proxy``, ``-exports``, ``-module``, ``-es-import``, ``-external``, ``-entry``."""

_OWN = re.compile(
    r"^\0?(?:vite/|rolldown/|commonjsHelpers|@rollup/|rollupPluginBabelHelpers|@oxc-|plugin-vue:)"
)
"""Ids of what the bundler and its plugins bring along."""


def file_of(identifier: str) -> str:
    """The id of the file that a module belongs to: of what the CommonJS plugin made of it, too."""
    if "?commonjs-" in identifier:
        identifier = _MADE.sub("", identifier).removeprefix("\0")
    return identifier


def kind_of(identifier: str) -> int:
    """`RUNTIME` for what the bundler brings along, -1 for what its name will tell."""
    return RUNTIME if identifier.startswith("\0") and _OWN.match(identifier) else -1
