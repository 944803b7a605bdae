"""How findings about imports name what they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfview.findings.quantities import number

if TYPE_CHECKING:
    from perfview.bundles.study import Study

NAMED = 3
_WORD = re.compile(r"[^\w$]+")


def place_of(study: Study, module: int) -> str:
    """A module as people call it: the package it belongs to, else its path."""
    return study.package_of(module) or short(study.name_of(module))


def short(path: str) -> str:
    """The last three parts of a path."""
    parts = path.split("/")
    return path if len(parts) <= 4 else "…/" + "/".join(parts[-3:])


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """`a`, `b` and 4 more."""
    shown = [f"`{name}`" for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {number(len(names) - most)} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def identifier_of(request: str) -> str:
    """A name for what a request brings: ``./routes/Settings`` is Settings."""
    parts = [part for part in request.split("/") if part not in ("", ".", "..", "index")]
    last = parts[-1] if parts else "module"
    stem = last.partition(".")[0]
    words = [word for word in _WORD.split(stem) if word]
    return (words[0] + "".join(word.title() for word in words[1:])) if words else "module"


def is_component(request: str, path: str) -> bool:
    """Whether a module seems to hold a component: its file has a component's suffix, or its name
    begins as components' do."""
    suffix = path.partition("?")[0].rpartition(".")[2]
    return suffix in ("jsx", "tsx", "vue", "svelte") and identifier_of(request)[:1].isupper()
