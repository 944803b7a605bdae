"""Colour arithmetic on ``#rrggbb`` strings, and which name gets which category colour."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache

from perfview.ui.theme.tokens import CATEGORIES, Theme

QUIET = -1
"""The category of everything beyond the eight largest."""


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green, blue, 0-255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def mix(front: str, back: str, share: float) -> str:
    """`share` of `front` over `back`, in sRGB (as a painter blends)."""
    pairs = zip(channels(front), channels(back), strict=True)
    return "#" + "".join(f"{round(f * share + b * (1 - share)):02x}" for f, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0-1 (WCAG 2.2)."""
    parts = [c / 255 for c in channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1-21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def text_on(fill: str) -> str:
    """Text on a fill: ink or paper, whichever contrasts more."""
    return max(("#0f1216", "#ffffff"), key=lambda text: contrast(text, fill))


def edge(fill: str, theme: Theme) -> str:
    """The 1 px line around a box: darker than its fill in both themes."""
    return mix(fill, "#000000", 0.78 if theme.is_dark else 0.86)


def dimmed(fill: str, theme: Theme) -> str:
    """What is not asked about: sinks into the canvas, keeps a trace of its hue."""
    return mix(fill, theme.canvas, theme.dim)


def disabled(theme: Theme) -> str:
    """Text of what cannot be used now."""
    return mix(theme.text3, theme.panel, 0.62)


def assign_categories(names: Iterable[str]) -> dict[str, int]:
    """Give the eight largest names a colour of their own: name -> index into `Theme.cat`.

    `names` come largest first; beyond eight they get `QUIET`. A name's colour is a hash of the
    name, the next free one if taken: the same across recordings, views and themes.
    """
    taken: dict[str, int] = {}
    for name in names:
        taken[name] = _free(name, set(taken.values())) if len(taken) < len(CATEGORIES) else QUIET
    return taken


def category_colour(index: int, theme: Theme) -> str:
    """The fill of a category index; any index without a colour of its own is quiet."""
    return theme.cat[index] if 0 <= index < len(theme.cat) else theme.quiet


def _free(name: str, used: set[int]) -> int:
    wish = zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(CATEGORIES)
    turns = ((wish + step) % len(CATEGORIES) for step in range(len(CATEGORIES)))
    return next(index for index in turns if index not in used)
