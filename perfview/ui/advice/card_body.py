"""The inside of an open card: what, saving, why, seen against the limit, fix, how sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from perfview.advice.recommendation import Recommendation
from perfview.findings.finding import Effort, Example, Measure
from perfview.findings.quantities import quantity
from perfview.ui.advice import evidence, saving
from perfview.ui.advice.about import about_check
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.code import CodeListing, changed_lines
from perfview.ui.widgets.gauges import Bullet, Meter
from perfview.ui.widgets.label import Elided, label, set_tip, spoken
from perfview.ui.widgets.toast import toast

_NAME_WIDTH = 72
_BULLET_WIDTH = 48
_ANY_WIDTH = 16_777_215
_EFFORT = {
    Effort.SMALL: "Small effort: one place, about an hour.",
    Effort.MEDIUM: "Medium effort: about a day.",
    Effort.LARGE: "Large effort: a change of design.",
}


@dataclass(frozen=True)
class Actions:
    """What the buttons of an open card do, and what they call the rows and larger things; try_out
    is None where the change cannot be tried out."""

    show_rows: Callable[[], None]
    show_groups: Callable[[], None]
    copy: Callable[[], None]
    dismiss: Callable[[], None]
    nouns: evidence.Nouns
    try_out: Callable[[], None] | None = None


def card_body(recommendation: Recommendation, kind: str, actions: Actions) -> QWidget:
    """Everything below the head of an open card. `kind` is the document's pillar."""
    lead = recommendation.findings[0]
    what = sentence(lead.verdict)
    parts = [
        label(what, wrap=True, selectable=True) if what else None,
        saving.bar(recommendation.saving) if recommendation.saving else None,
        _section("Why", label(spoken(recommendation.why), "2", wrap=True, selectable=True)),
        _seen(lead.measures),
        _fix(recommendation),
        _how_sure(recommendation),
        about_check(kind, lead.detector),
        _buttons(recommendation, actions),
    ]
    return column(*parts, gap=10)


def _section(title: str, *parts: QWidget | None) -> QWidget:
    return column(label(title, "section"), *parts, gap=4)


def _seen(measures: tuple[Measure, ...]) -> QWidget | None:
    if not measures:
        return None
    frame = QWidget()
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(1)
    grid.setColumnMinimumWidth(0, _NAME_WIDTH)
    grid.setColumnStretch(0, 1)
    for at, measure in enumerate(measures):
        _add_measure(grid, at, measure)
    return _section("Seen, against the limit", frame)


def _add_measure(grid: QGridLayout, at: int, measure: Measure) -> None:
    value = label(quantity(measure.value, measure.unit), "strong")
    grid.addWidget(Elided(measure.name, "2"), at, 0)
    grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignRight)
    if measure.threshold is not None:
        limit = f"limit {quantity(measure.threshold, measure.unit)}"
        words = f"{measure.name} {value.text()}, {limit}"
        bullet = Bullet(measure.value, measure.threshold, words)
        bullet.setFixedWidth(_BULLET_WIDTH)
        grid.addWidget(bullet, at, 2)
        grid.addWidget(label(limit, "3"), at, 3)


def _fix(recommendation: Recommendation) -> QWidget | None:
    words = spoken(recommendation.how)
    how = label(words, "2", wrap=True, selectable=True) if words else None
    example = recommendation.example
    if how is None and example is None:
        return None
    if example is None:
        return _section("Fix", how)
    listing = CodeListing(changed_lines(example), example.language)
    return _section("Fix", how, listing, _place_and_copy(example))


def _place_and_copy(example: Example) -> QWidget:
    copy = button("Copy fix", "copy", "flat")
    copy.clicked.connect(lambda: _take(copy, example.after, "Copied the fix"))
    return row((_place(example.place), 1), copy)


def _place(place: str) -> QWidget:
    """Where the fix belongs; pressed, it goes to the clipboard."""
    shown = Elided(place, "link", Qt.TextElideMode.ElideMiddle)
    if not place:
        return shown
    press = button("", kind="link", name=f"Copy the place {place}")
    press.setMaximumWidth(_ANY_WIDTH)
    layout = QHBoxLayout(press)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(shown)
    shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    set_tip(press, f"{place}: copy")
    press.clicked.connect(lambda: _take(press, place, f"Copied {place}"))
    return press


def _take(near: QWidget, text: str, said: str) -> None:
    QGuiApplication.clipboard().setText(text)
    toast(near, said)


def _how_sure(recommendation: Recommendation) -> QWidget:
    confidence, estimate = recommendation.confidence, recommendation.saving
    record = recommendation.track_record
    first = row(
        Meter(confidence),
        label(f"{confidence:.2f}", "strong"),
        label(record, "2") if record else None,
        1,
        gap=6,
    )
    doubts = []
    if recommendation.wrong_if:
        doubts.append(_sentence("Would be wrong if", recommendation.wrong_if))
    if estimate is not None and estimate.method:
        doubts.append(_sentence("How the saving was estimated:", estimate.method))
    doubts.append(_EFFORT[recommendation.effort])
    return _section("How sure", first, *(label(text, "3", wrap=True) for text in doubts))


def _sentence(opening: str, rest: str) -> str:
    """Go on from an opening with words that may have been written as a sentence of their own."""
    text = spoken(rest).strip().rstrip(".")
    if not text[1:2].isupper():
        text = text[:1].lower() + text[1:]
    return f"{opening} {text}."


def sentence(text: str) -> str:
    """Words that begin a sentence: with a capital, unless with a name between backticks."""
    plain = spoken(text)
    return plain if text.startswith("`") else plain[:1].upper() + plain[1:]


def _buttons(recommendation: Recommendation, actions: Actions) -> QWidget:
    shown = evidence.button_words(recommendation, actions.nouns)
    show = button(shown or "Show", "crosshair", "primary")
    show.setEnabled(bool(shown))
    set_tip(show, evidence.button_tip(recommendation, actions.nouns))
    show.clicked.connect(lambda: actions.show_rows())
    # There is room for two: what a change brings says more than what else it is about.
    words = evidence.group_words(recommendation, actions.nouns) if not actions.try_out else ""
    groups = button(words) if words else None
    if groups is not None:
        set_tip(groups, "Show these in every view")
        groups.clicked.connect(lambda: actions.show_groups())
    try_it = None
    if actions.try_out is not None:
        try_it = button("Try it", tip="Tick this change in What if, beside others")
        try_it.clicked.connect(actions.try_out)
    copy = button("", "copy", "flat", tip="Copy this card as Markdown")
    copy.clicked.connect(lambda: actions.copy())
    dismiss = button("", "x", "flat", tip="Dismiss: do not show this again")
    dismiss.clicked.connect(lambda: actions.dismiss())
    return row(show, groups, try_it, 1, copy, dismiss, gap=6)
