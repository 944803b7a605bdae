"""An analysis for people at a terminal: the verdict, what to do, and how the file was read."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfview.cli.terminal import plain, styled, width, wrapped
from perfview.engine.pillars import pillar
from perfview.engine.report import held_against
from perfview.findings.quantities import duration, gain, number, percent, plural, quantity, size

if TYPE_CHECKING:
    from perfview.advice.recommendation import Recommendation
    from perfview.engine.opened import Opened
    from perfview.findings.finding import Example, Saving
    from perfview.recording.report import Oddity

IN_FULL, IN_SHORT = 3, 7
"""How many recommendations are printed in full, and how many more in one line each."""

_INDENT = "   "
_LABEL = 5


def analysis_text(opened: Opened) -> str:
    """The whole page, wrapped to the terminal."""
    advice = opened.advice
    blocks = []
    if advice is not None:
        blocks.append(styled(wrapped(plain(advice.verdict)), "bold"))
        blocks += [recommendation_text(each) for each in advice.recommendations[:IN_FULL]]
        blocks += [_rest(advice.recommendations[IN_FULL:])]
        if advice.joint is not None and len(advice.recommendations) > 1:
            words = f"All of it together: {_saving_words(advice.joint)}"
            blocks.append(styled(wrapped(plain(words)), "save"))
    odd = oddities_text(opened)
    blocks += [odd] if odd else []
    blocks.append(styled(wrapped(plain(timing_text(opened))), "faint"))
    return "\n\n".join(block for block in blocks if block)


def recommendation_text(recommendation: Recommendation) -> str:
    """One thing to do: headline, where, what it saves, why, how and an example."""
    lines = [_headline(recommendation)]
    facts = [recommendation.where, f"{percent(recommendation.confidence)} sure"]
    facts.append(f"{recommendation.effort.value} effort")
    if recommendation.included_in is not None:
        facts.append(f"included in {recommendation.included_in}")
    lines.append(styled(wrapped(plain(" · ".join(f for f in facts if f)), _INDENT), "faint"))
    if recommendation.saving is not None and _is_gain(recommendation.saving):
        lines.append(_labelled("Saves", _saving_words(recommendation.saving), style="save"))
    lines.append(_labelled("Why", recommendation.why))
    lines.append(_labelled("How", recommendation.how))
    if recommendation.example is not None:
        lines.append(_example_text(recommendation.example))
    return "\n".join(line for line in lines if line)


def oddities_text(opened: Opened) -> str:
    """What was odd about the file, "" when nothing was."""
    rows = [wrapped(plain(_oddity_words(each)), "  ", "• ") for each in opened.report.oddities]
    return "\n".join([styled("Odd about this file", "heading"), *rows]) if rows else ""


def _oddity_words(oddity: Oddity) -> str:
    count = f" ({number(oddity.count)})" if oddity.count > 1 else ""
    return f"{oddity.detail.rstrip('.')}{count}."


def timing_text(opened: Opened) -> str:
    """What was read and how long it took."""
    timing, source = opened.timing, opened.source
    rows = plural(opened.report.rows, pillar(opened.identity.kind).word_for(opened.study))
    read = "from the cache in" if timing.from_cache else "read in"
    return (
        f"{opened.path.name} · {opened.identity.title} · {size(source.on_disk)} · "
        f"{rows} · {read} {duration(timing.read_s * 1e9)} · "
        f"analysed in {duration(timing.analyse_s * 1e9)}"
        + (f" · held against {held_against(opened)}" if opened.baseline else "")
    )


def _rest(recommendations: Sequence[Recommendation]) -> str:
    """Those of less weight, in one line each as long as they are few."""
    lines = [_headline(each, each.where) for each in recommendations[:IN_SHORT]]
    left = len(recommendations) - IN_SHORT
    if left > 0:
        words = f"and {left} more; --markdown and --json print all of them"
        lines.append(styled(wrapped(words, _INDENT), "faint"))
    return "\n".join(lines)


def _headline(recommendation: Recommendation, place: str = "") -> str:
    """Rank, title and as much of a place as has room on the left; saving and severity right."""
    severity = recommendation.severity.value
    saving = recommendation.saving if _is_gain(recommendation.saving) else None
    saved = gain(saving.value, saving.unit) if saving else ""
    right = f"{styled(saved, 'save')}  {styled(severity, severity)}"
    room = width() - len(_INDENT) - len(saved) - len(severity) - 4
    lines = textwrap.wrap(plain(recommendation.title), room) or [""]
    beside = f" · {plain(place)}" if place else ""
    left = room - len(lines[0])
    if len(beside) > left:
        beside = beside[: left - 1] + "…" if left > len(" · … ") else ""
    padding = " " * (room - len(lines[0]) - len(beside) + 2)
    mark = f"{recommendation.rank:>2} "
    first = styled(mark + lines[0], "bold") + styled(beside, "faint") + padding + right
    return "\n".join([first, *(styled(_INDENT + line, "bold") for line in lines[1:])])


def _is_gain(saving: Saving | None) -> bool:
    """Whether there is anything to save: a zero is no reason to act and is not shown."""
    return saving is not None and saving.value > 0


def _saving_words(saving: Saving) -> str:
    """`−390 ms off p95 of GET /orders, 1.10 s → 710 ms (between 350 ms and 412 ms)`."""
    words = gain(saving.value, saving.unit)
    if saving.of:
        words += f" off {saving.of}"
    if saving.before is not None and saving.unit != "ratio":
        before = quantity(saving.before, saving.unit)
        after = quantity(max(0.0, saving.before - saving.value), saving.unit)
        words += f", {before} → {after}" if before != after else f" of {before}"
    low, high = quantity(saving.low, saving.unit), quantity(saving.high, saving.unit)
    if low != high:
        words += f" (between {low} and {high})"
    return words


def _labelled(label: str, text: str, style: str = "") -> str:
    """A paragraph behind a label in the margin, "" when there is nothing to say."""
    if not text.strip():
        return ""
    margin = _INDENT + " " * (_LABEL + 2)
    body = wrapped(plain(text), margin)[len(margin) :]
    return f"{_INDENT}{styled(label.ljust(_LABEL), 'faint')}  " + (
        styled(body, style) if style else body
    )


def _example_text(example: Example) -> str:
    """Before and after as a difference, in the form `diff` made familiar."""
    lines = [styled(f"{_INDENT}{plain(example.place)}", "faint")] if example.place else []
    for mark, code, style in (("−", example.before, "warning"), ("+", example.after, "save")):
        for line in textwrap.dedent(code).strip("\n").splitlines():
            lines.append(styled(f"{_INDENT}  {mark} {plain(line)}", style))
    return "\n".join(lines)
