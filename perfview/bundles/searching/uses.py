"""When an import is used: as soon as its module runs, in a function, or only in callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfview.bundles.study import Study

UNKNOWN, TOP_LEVEL, FUNCTIONS, HANDLERS = "", "top level", "functions", "callbacks"


def when_used(study: Study, importer: int, target: int) -> str:
    """When the first use of an import comes, "" where no code tells."""
    return UNKNOWN
