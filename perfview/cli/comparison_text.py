"""A comparison for people at a terminal: the verdict, then what changed, most first."""

from __future__ import annotations

import re

from perfview.cli.terminal import plain, styled, width, wrapped
from perfview.engine.comparing import relative_words
from perfview.engine.opened import Opened
from perfview.findings.comparison import ComparedRow, Comparison
from perfview.findings.quantities import ABSENT, THIN, change_of, plural, quantity

_INDENT = "   "
_NUMBERS = (11, 11, 12, 8)
_LEAST_NAME = 24


def comparison_text(before: Opened, after: Opened, comparison: Comparison) -> str:
    """The whole page, wrapped to the terminal."""
    blocks = [
        styled(wrapped(plain(comparison.verdict)), "bold"),
        _wholes(before, after, comparison),
    ]
    if comparison.rows:
        blocks.append(_table(comparison))
    if comparison.left_out:
        blocks.append(styled(f"{plural(comparison.left_out, 'more row')} with --limit.", "faint"))
    told = [*comparison.notes, f"Method: {comparison.method}."]
    blocks.append(styled(wrapped(plain("\n".join(told))), "faint"))
    return "\n\n".join(blocks)


def _wholes(before: Opened, after: Opened, comparison: Comparison) -> str:
    whole, unit = comparison.whole, comparison.whole_unit
    rows = [("before", before, whole.before), ("after", after, whole.after)]
    return "\n".join(
        f"{styled(f'{label:<8}', 'faint')}{quantity(value, unit)} {comparison.of}  "
        + styled(plain(opened.path.name), "faint")
        for label, opened, value in rows
    )


def _table(comparison: Comparison) -> str:
    room = max(_LEAST_NAME, width() - sum(_NUMBERS) - 1)
    words = [
        f"{word:>{size}}"
        for word, size in zip(("before", "after", "change", ""), _NUMBERS, strict=True)
    ]
    head = styled(f"{'total':<{room}}{''.join(words)}".rstrip(), "faint")
    return "\n".join([head, *(_row(row, comparison, room) for row in comparison.rows)])


def _row(row: ComparedRow, comparison: Comparison, room: int) -> str:
    """Name and numbers; below them where it is and why it changed."""
    unit, total = comparison.unit, row.total
    name = _shortened(plain(row.name), room - 1)
    texts = [
        quantity(total.before, unit) if total.before else ABSENT,
        quantity(total.after, unit) if total.after else ABSENT,
        change_of(total.amount, unit),
        relative_words(total),
    ]
    numbers = "".join(f"{text:>{size}}" for text, size in zip(texts, _NUMBERS, strict=True))
    style = "faint" if total.is_noise and row.own.is_noise else _style(total.amount)
    own = ""
    if row.own.amount:
        own = f"{comparison.own_word} {change_of(row.own.amount, unit)}"
    off = quantity((total.high - total.low) / 2, unit) if total.high > total.low else ""
    file = re.split(r"[/\\]", plain(row.place))[-1]
    parts = (row.why, f"±{THIN}{off}" if off else "", own, file)
    below = " · ".join(each for each in parts if each)
    lines = [f"{name:<{room}}" + styled(numbers, style)]
    if below:
        lines.append(styled(_INDENT + _cut(below, width() - len(_INDENT)), "faint"))
    return "\n".join(lines)


def _style(amount: float) -> str:
    return "save" if amount < 0 else "warning"


def _shortened(name: str, room: int) -> str:
    """A name without its middle: whose it is stands at its beginning, what it is at its end."""
    if len(name) <= room:
        return name
    head = room // 3
    return f"{name[:head]}…{name[head + 1 - room :]}"


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
