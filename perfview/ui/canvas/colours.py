"""The theme as tables a kernel can use: fill, edge and text colour by state and category."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from perfview.kernels import raster
from perfview.ui.theme.colours import channels, dimmed, edge, mix, text_on
from perfview.ui.theme.tokens import Theme


def packed(colour: str) -> int:
    """``#rrggbb`` as 0xffRRGGBB."""
    red, green, blue = channels(colour)
    return 0xFF000000 | red << 16 | green << 8 | blue


@dataclass(frozen=True)
class Colours:
    """uint32 tables (states, categories): fill, edge, text."""

    fills: NDArray[np.uint32]
    edges: NDArray[np.uint32]
    inks: NDArray[np.uint32]


def _fills(theme: Theme, *, faded: bool) -> dict[int, list[str]]:
    categories = [*theme.cat, theme.quiet]
    sunk = [dimmed(colour, theme) for colour in categories]
    return {
        raster.NORMAL: sunk if faded else categories,
        raster.DIM: sunk,
        raster.QUIET: [theme.quiet] * len(categories),
        raster.UNKNOWN: [mix(theme.quiet, theme.canvas, 0.5)] * len(categories),
        raster.STRIPED: categories,
        raster.HIT: [theme.find] * len(categories),
        raster.ERROR: [theme.bad_fill] * len(categories),
        raster.HIDDEN: [theme.canvas] * len(categories),
    }


def _table(rows: dict[int, list[str]]) -> NDArray[np.uint32]:
    return np.array([[packed(c) for c in rows[s]] for s in range(raster.STATES)], np.uint32)


@lru_cache(maxsize=8)
def box_colours(theme: Theme, faded: bool = False) -> Colours:
    """The colours of boxes; with `faded` the normal ones sink into the canvas."""
    fills = _fills(theme, faded=faded)
    inks = {state: [text_on(c) for c in row] for state, row in fills.items()}
    receding = mix(theme.text3, theme.canvas, 0.9)
    inks[raster.DIM] = [receding] * len(inks[raster.DIM])
    inks[raster.QUIET] = [theme.text2] * len(inks[raster.QUIET])
    inks[raster.NORMAL][-1] = inks[raster.STRIPED][-1] = theme.text
    if faded:
        inks[raster.NORMAL] = inks[raster.DIM]
    edges = {state: [edge(c, theme) for c in row] for state, row in fills.items()}
    edges[raster.UNKNOWN] = [theme.text3] * len(edges[raster.UNKNOWN])
    return Colours(_table(fills), _table(edges), _table(inks))


@lru_cache(maxsize=8)
def ink_colours(theme: Theme) -> Colours:
    """Everything in ink: the critical path, the one colour no category has."""
    table = np.full((raster.STATES, len(theme.cat) + 1), packed(theme.ink), np.uint32)
    return Colours(table, table, table)
