"""A saving in words: what stands at the right of a card and under its bar."""

from __future__ import annotations

from perfview.advice.recommendation import Recommendation
from perfview.findings.finding import Saving
from perfview.findings.quantities import gain, percent, quantity
from perfview.ui.widgets.gauges import SavingBar, SavingWords

_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def headline(recommendation: Recommendation) -> tuple[str, str, str]:
    """Large words, small words under them, and the role of the large ones."""
    inside = recommendation.included_in
    if inside is not None:
        place = _ORDINALS[inside] if inside < len(_ORDINALS) else f"no. {inside}"
        return "included", f"in the {place}", "2"
    if recommendation.saving is None:
        return "", f"{recommendation.effort.value} effort", "2"
    saving = recommendation.saving
    return gain(saving.value, saving.unit), saving.of, "saving"


def interval(saving: Saving) -> str:
    """`−641 to −694 ms`."""
    low, high = gain(saving.low, saving.unit), gain(saving.high, saving.unit)
    if low == high:
        return low
    number, _, unit = low.partition("\u202f")
    same_unit = unit and high.endswith("\u202f" + unit)
    return f"{number if same_unit else low} to {high}"


def bar(saving: Saving) -> SavingBar | None:
    """The saving as a length of what it is a part of; None when that is not known."""
    if not saving.before or saving.before <= 0:
        return None
    words = SavingWords(
        after=quantity(max(0.0, saving.before - saving.value), saving.unit),
        between=interval(saving),
        now=quantity(saving.before, saving.unit),
    )
    return SavingBar(saving.value, saving.low, saving.high, saving.before, words)


def joint_words(saving: Saving) -> tuple[str, str]:
    """What doing everything saves: `−38 %` when the whole is known, and of what."""
    words = f"of {saving.of} if all are done, overlaps taken out"
    if saving.before:
        share = percent(-saving.value / saving.before)
        return share, words
    return gain(saving.value, saving.unit), words
