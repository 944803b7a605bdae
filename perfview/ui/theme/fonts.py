"""The typefaces: Inter and JetBrains Mono ship with PerfView; others stand in when absent."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from perfview.recording.bundled import bundled
from perfview.ui.theme.tokens import MONO, SANS, SIZE

_AT_START = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_LATER = {500: "Inter-Medium.otf"}
_MONO = "JetBrainsMono-Regular.ttf"


@lru_cache(maxsize=256)
def _face(size_px: int, weight: int, mono: bool) -> QFont:
    face = QFont()
    face.setFamilies(list(MONO if mono else SANS))
    face.setPixelSize(size_px)
    face.setWeight(QFont.Weight(weight))
    # Hinting moves stems by scale: the same sentence would be wider at 100 % than at 150 %.
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if not mono and hasattr(QFont, "Tag"):
        face.setFeature(QFont.Tag("tnum"), 1)
    return face


def font(size_px: int = SIZE.body, weight: int = 400, mono: bool = False) -> QFont:
    """A font of the house with figures of equal width, so that columns of numbers line up."""
    if mono:
        load(_MONO)
    elif weight in _LATER:
        load(_LATER[weight])
    return QFont(_face(size_px, weight, mono))


@lru_cache(maxsize=8)
def load(name: str) -> int:
    """Make a shipped font file known to Qt, once; -1 when it is absent (the stack falls back)."""
    return QFontDatabase.addApplicationFont(str(bundled("fonts", name)))


def load_at_start() -> None:
    """The two weights the first paint needs; the others follow when first asked for."""
    for name in _AT_START:
        load(name)
