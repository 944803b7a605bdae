"""Source maps that stand inside of the files that ship."""

from __future__ import annotations

import re

from perfview.bundles.patterns.built_text import built_code
from perfview.bundles.study import Study

COMMENT = re.compile(rb"sourceMappingURL=data:application/json[^,]{0,80},[A-Za-z0-9+/=%_.~-]*")
"""The part of a comment that carries a map, in scripts as in styles."""


def inlined_maps(study: Study) -> dict[int, int]:
    """Bytes of maps in each built file that has any, by its row in `Assets`; computed once."""
    return study.once("bundles.inlined_maps", lambda: _inlined_maps(study))


def _inlined_maps(study: Study) -> dict[int, int]:
    found = {}
    for asset, code in built_code(study):
        if b"sourceMappingURL=data:" in code:
            found[asset] = sum(len(each) for each in COMMENT.findall(code))
    return found
