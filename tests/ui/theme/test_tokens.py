"""The rules of the visual language that can be measured."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from perfview.ui.theme.colours import category_colour, contrast, dimmed, mix, text_on
from perfview.ui.theme.sheet import sheet
from perfview.ui.theme.tokens import CATEGORIES, DARK, LIGHT, Theme

BOTH = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
SURFACES = ("canvas", "window", "panel", "raised", "hover")


@BOTH
@pytest.mark.parametrize(
    ("role", "least"),
    [
        ("text", 11.5),
        ("text2", 7.1),
        ("text3", 4.6),
        ("accent", 4.5),
        ("bad", 4.9),
        ("warn", 5.1),
        ("save", 4.9),
    ],
)
def test_text_is_readable_on_every_surface(theme: Theme, role: str, least: float) -> None:
    worst = min(contrast(getattr(theme, role), getattr(theme, s)) for s in SURFACES)
    assert worst >= least - 0.05


@BOTH
def test_text_on_every_fill_is_readable(theme: Theme) -> None:
    for fill in (*theme.cat, theme.quiet, theme.bad_fill, theme.find):
        assert contrast(text_on(fill), fill) >= 4.5
    assert contrast(theme.on_accent, theme.accent_fill) >= 4.5


@BOTH
def test_tints_carry_their_own_text(theme: Theme) -> None:
    for role in ("bad", "warn", "save"):
        assert contrast(getattr(theme, role), getattr(theme, f"{role}_tint")) >= 4.5


@BOTH
def test_edges_of_controls_are_seen(theme: Theme) -> None:
    assert contrast(theme.control, theme.panel) >= 3.0


@BOTH
def test_dimmed_sinks_towards_the_canvas(theme: Theme) -> None:
    for fill in theme.cat:
        assert contrast(dimmed(fill, theme), theme.canvas) < contrast(fill, theme.canvas)


@BOTH
def test_the_sheet_has_no_word_left_unreplaced(theme: Theme) -> None:
    text = sheet(theme)
    assert not re.search(r"\{[a-z_0-9]+\}", text)
    assert text.count("{") == text.count("}")


def test_both_themes_have_eight_different_categories() -> None:
    assert len(CATEGORIES) == len(set(DARK.cat)) == len(set(LIGHT.cat)) == 8
    assert asdict(DARK).keys() == asdict(LIGHT).keys()


def test_anything_beyond_the_eight_is_quiet() -> None:
    assert [category_colour(i, DARK) for i in (-1, 8, 99)] == [DARK.quiet] * 3
    assert category_colour(3, DARK) == DARK.cat[3]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"
