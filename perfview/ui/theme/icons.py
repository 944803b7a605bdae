"""Icons by name (Phosphor, MIT), tinted to a role; they follow a change of theme by themselves."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap

from perfview.recording.bundled import bundled
from perfview.ui.theme.colours import disabled
from perfview.ui.theme.theme import current

SEVERITY = {
    "critical": ("warning-octagon-fill", "bad"),
    "warning": ("warning-fill", "warn"),
    "info": ("info-fill", "text2"),
}
"""Severity -> icon and role: told apart by shape, not by colour alone."""


def icon(name: str, role: str = "text2", size: int = 16) -> QIcon:
    """An icon in a role's colour, drawn crisp at any scale. Raises KeyError for an unknown name."""
    _source(name)
    return QIcon(_Tinted(name, role, size))


def pixmap(name: str, role: str = "text2", size: int = 16, ratio: float = 0.0) -> QPixmap:
    """The icon as pixels, `size` px wide; `ratio` device pixels per px, 0 for the screen's."""
    return _drawn(name, _colour(role), size, ratio or _screen_ratio())


_copies: list[QIconEngine] = []


class _Tinted(QIconEngine):
    """Looks its colour up whenever it is drawn."""

    def __init__(self, name: str, role: str, size: int) -> None:
        super().__init__()
        self._what = (name, role, size)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        side = min(rect.width(), rect.height())
        corner = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        painter.drawPixmap(corner, self._pixels(side, mode, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._pixels(min(size.width(), size.height()), mode, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Newer releases of Qt ask in logical pixels here, older ones in device pixels.
        side = min(size.width(), size.height())
        in_device_pixels = scale > 1 and side >= self._what[2] * scale - 0.5
        return self._pixels(round(side / scale) if in_device_pixels else side, mode, scale)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    def clone(self) -> QIconEngine:
        # Qt owns the copy, which the binding does not know: unless Python holds on to it, too, it
        # is freed twice. Icons are only copied when somebody adds pixels to one.
        copy = _Tinted(*self._what)
        _copies.append(copy)
        return copy

    def _pixels(self, side: int, mode: QIcon.Mode, ratio: float) -> QPixmap:
        name, role, _ = self._what
        faint = mode == QIcon.Mode.Disabled
        return _drawn(name, disabled(current()) if faint else _colour(role), side, ratio)


def _colour(role: str) -> str:
    return role if role.startswith("#") else str(getattr(current(), role))


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    path = bundled("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(f"no icon is called “{name}”")
    return path.read_bytes()


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    # Kept out of module import: an empty window may show before any icon is drawn.
    from PySide6.QtSvg import QSvgRenderer

    pixels = max(1, round(side * ratio))
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    svg = QByteArray(_source(name).replace(b"currentColor", colour.encode()))
    painter = QPainter(drawn)
    QSvgRenderer(svg).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
