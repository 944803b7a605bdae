"""What of a bundle is shown, and how: the picture, by what it stands, what areas mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


class Picture(IntEnum):
    """How it is drawn, in the order of the buttons."""

    TREEMAP = 0
    ICICLE = 1
    SUNBURST = 2


class Grouping(IntEnum):
    """What modules stand in, in the order of the buttons."""

    PACKAGES = 0
    FOLDERS = 1
    CHUNKS = 2


class Sizes(IntEnum):
    """What areas are, in the order of the buttons: before minification, as shipped, compressed."""

    SOURCE = 0
    SHIPPED = 1
    GZIP = 2
    BROTLI = 3


SIZE_WORDS = ("source", "parsed", "gzip", "brotli")
"""What sizes are called, by number, as those who know other analysers call them."""


@dataclass(frozen=True)
class Part:
    """Of which files: of all, of what loads at start, of what an entry or a chunk is. `entry` and
    `chunk` are -1 for none."""

    entry: int = -1
    chunk: int = -1


@dataclass(frozen=True)
class Showing:
    """What is shown. only_initial: nothing but what loads at start; crumbs: the way into a box,
    the words and the node of the outline of each step."""

    picture: Picture = Picture.TREEMAP
    grouping: Grouping = Grouping.PACKAGES
    sizes: Sizes = Sizes.SHIPPED
    part: Part = Part()
    only_initial: bool = False
    marks_twice: bool = True
    marks_unused: bool = True
    crumbs: tuple[tuple[str, int], ...] = ()

    def gone_in(self, words: str, node: int) -> Showing:
        """One step further in, to a node of the outline."""
        return replace(self, crumbs=(*self.crumbs, (words, node)))

    def gone_out(self, steps: int = 1) -> Showing:
        """So many steps out again."""
        return replace(self, crumbs=self.crumbs[: max(0, len(self.crumbs) - steps)])
