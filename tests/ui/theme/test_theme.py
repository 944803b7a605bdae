"""Switching themes, fonts and icons."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton

from perfview.recording.bundled import bundled
from perfview.ui.theme import icons, theme
from perfview.ui.theme.tokens import DARK, LIGHT


@pytest.fixture(autouse=True)
def _dark(qapp):
    theme.set_theme("dark")
    yield
    theme.set_theme("dark")


def test_a_new_theme_is_worn_and_told(qtbot) -> None:
    with qtbot.waitSignal(theme.changed) as told:
        theme.set_theme("light")
    assert told.args == [LIGHT]
    assert theme.current() is LIGHT
    assert QApplication.palette().window().color() == QColor(LIGHT.window)
    assert LIGHT.accent_fill in QApplication.instance().styleSheet()


def test_the_same_theme_again_is_no_news(qtbot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_theme("dark")
    assert theme.current() is DARK


def test_an_unknown_theme_is_refused_and_nothing_changes() -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.set_theme("sepia")
    assert theme.choice() == "dark"


def test_system_takes_the_colours_of_the_system() -> None:
    theme.set_theme("system")
    assert theme.choice() == "system"
    assert theme.current() in (DARK, LIGHT)


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_the_shipped_typeface_is_used_with_figures_of_one_width(qapp, weight: int) -> None:
    font = theme.font(12, weight)
    assert QFontInfo(font).family() == "Inter"
    widths = {QFontMetricsF(font).horizontalAdvance(figure) for figure in "0123456789"}
    assert max(widths) - min(widths) < 0.05


def test_code_has_a_typeface_of_its_own(qapp) -> None:
    font = theme.font(11, mono=True)
    assert QFontInfo(font).family() == "JetBrains Mono"


def test_a_font_handed_out_is_the_callers_own(qapp) -> None:
    theme.font(12).setBold(True)
    assert not theme.font(12).bold()


def test_licences_of_what_is_shipped_are_there() -> None:
    assert "SIL OPEN FONT LICENSE" in bundled("fonts", "OFL-Inter.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in bundled("fonts", "OFL-JetBrainsMono.txt").read_text()
    assert "MIT License" in bundled("icons", "LICENSE-phosphor.txt").read_text()


def test_an_icon_has_the_colour_of_its_role(qapp) -> None:
    colours = _colours(icons.pixmap("warning-fill", "warn", 32, ratio=1))
    assert QColor(DARK.warn).rgb() in colours


def test_an_icon_follows_the_theme(qapp) -> None:
    button = QPushButton()
    button.setIcon(icons.icon("flame", "text"))
    before = _colours(button.icon().pixmap(32))
    theme.set_theme("light")
    after = _colours(button.icon().pixmap(32))
    assert QColor(DARK.text).rgb() in before
    assert QColor(LIGHT.text).rgb() in after


def test_an_icon_is_drawn_in_device_pixels(qapp) -> None:
    drawn = icons.pixmap("flame", "text", 16, ratio=2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_button_gets_its_icon_in_device_pixels(qapp, ratio: float) -> None:
    drawn = icons.icon("flame", "text", 16).pixmap(QSize(16, 16), ratio)
    assert drawn.width() == round(16 * ratio)
    assert drawn.devicePixelRatio() == ratio


def test_icons_can_be_copied_and_let_go(qapp) -> None:
    for _ in range(50):
        copies = [QIcon(icons.icon("flame")) for _ in range(4)]
        copies[0].addPixmap(icons.pixmap("copy"))
        assert not copies[0].pixmap(16).isNull()
        del copies
    gc.collect()


def test_an_unknown_icon_is_a_mistake_that_shows(qapp) -> None:
    with pytest.raises(KeyError, match="no icon"):
        icons.icon("dodo")


def _colours(drawn: QPixmap) -> set[int]:
    image = drawn.toImage()
    return {
        image.pixelColor(x, y).rgb()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
