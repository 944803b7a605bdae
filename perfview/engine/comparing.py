"""Two opened files compared, and the answer as text that leaves PerfView: JSON and Markdown."""

from __future__ import annotations

import json
import math
from typing import Any

from perfview.advice.contract import SCHEMA_VERSION
from perfview.engine.opened import Identity, Opened
from perfview.engine.pillars import pillar
from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import ABSENT, change_of, growth, quantity

SCHEMA_FILE = "compare.schema.json"


def common_kind(before: Identity, after: Identity) -> str:
    """The kind as which two files can be compared that may be opened as several; "" for none."""
    known = [pillar(kind) for kind in (before.kind, *before.also)]
    others = (after.kind, *after.also)
    return next((each.kind for each in known if each.compare and each.kind in others), "")


def compare(before: Opened, after: Opened, wanted: Comparing) -> Comparison:
    """What changed. Raises UnanswerableError for files of different kinds, for kinds that cannot be
    compared, and for what neither of them has."""
    kinds = [pillar(each.identity.kind) for each in (before, after)]
    if kinds[0] is not kinds[1]:
        said = " and ".join(
            f"{each.path.name} holds {kind.title}"
            for each, kind in zip((before, after), kinds, strict=True)
        )
        raise UnanswerableError(f"{said}: only recordings of one kind can be compared.", "AFTER")
    return kinds[0].compared(before.study, after.study, wanted)


def grows_by(comparison: Comparison) -> float:
    """By how much, as a ratio, the second recording has more than the first beyond noise; 0 where
    it has not. By shares, what counts is the thing whose own share grew most, in points."""
    if comparison.is_normalised:
        grown = [row.own.amount for row in comparison.rows if not row.own.is_noise]
        return max([0.0, *grown])
    if comparison.whole.is_noise or comparison.whole.amount <= 0:
        return 0.0
    return comparison.whole.relative if comparison.whole.relative is not None else float("inf")


def comparison_json(before: Opened, after: Opened, comparison: Comparison) -> str:
    """The answer in the form that ``resources/compare.schema.json`` fixes."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "verdict": comparison.verdict,
        "before": _recording(before),
        "after": _recording(after),
        "metric": comparison.metric,
        "of": comparison.of,
        "unit": comparison.unit,
        "normalised": comparison.is_normalised,
        "whole": _whole(comparison),
        "rows": [_row(row) for row in comparison.rows],
        "leftOut": comparison.left_out,
        "method": comparison.method,
        "notes": list(comparison.notes),
        **comparison.told,
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def comparison_markdown(before: Opened, after: Opened, comparison: Comparison) -> str:
    """The answer as a document for a pull request."""
    unit, whole = comparison.unit, comparison.whole
    amounts = [quantity(each, comparison.whole_unit) for each in (whole.before, whole.after)]
    lines = [
        f"# From {_cell(before.path.name)} to {_cell(after.path.name)}",
        "",
        f"**{_cell(comparison.verdict)}**",
        "",
        f"All in all {amounts[0]} → {amounts[1]} {comparison.of}.",
        "",
        f"| Name | Place | Before | After | Change | | {comparison.own_word.capitalize()} | Why |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += [_markdown_row(row, unit) for row in comparison.rows]
    if comparison.left_out:
        lines += ["", f"{comparison.left_out:,} more are not listed."]
    lines += ["", *(f"- {_cell(note)}" for note in comparison.notes)]
    return "\n".join([*lines, f"- Method: {comparison.method}.", ""])


def relative_words(change: Change) -> str:
    """`+94 %`, `new` or `gone`."""
    if change.appeared:
        return "new"
    if change.vanished:
        return "gone"
    return ABSENT if change.relative is None else growth(change.relative)


def _markdown_row(row: ComparedRow, unit: str) -> str:
    total = row.total
    cells = [
        f"`{_cell(row.name)}`",
        _cell(row.place),
        quantity(total.before, unit) if total.before else ABSENT,
        quantity(total.after, unit) if total.after else ABSENT,
        change_of(total.amount, unit),
        relative_words(total),
        change_of(row.own.amount, unit),
        _cell(row.why),
    ]
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A text out of a recording that stays within its cell."""
    return " ".join(text.replace("|", "\\|").replace("`", "'").split())


def _recording(opened: Opened) -> dict[str, Any]:
    return {
        "path": str(opened.path),
        "kind": opened.identity.kind,
        "format": opened.identity.format,
        "bytes": opened.source.on_disk,
    }


def _whole(comparison: Comparison) -> dict[str, Any]:
    low, high = (_finite(each) for each in comparison.relative)
    told = _change(comparison.whole)
    return told | {"unit": comparison.whole_unit, "relativeLow": low, "relativeHigh": high}


def _row(row: ComparedRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "place": row.place,
        "self": _change(row.own),
        "total": _change(row.total),
        "moved": _finite(row.moved),
        "appeared": row.total.appeared,
        "vanished": row.total.vanished,
        "why": row.why,
    }


def _change(change: Change) -> dict[str, Any]:
    relative = change.relative
    return {
        "before": _finite(change.before),
        "after": _finite(change.after),
        "change": _finite(change.amount),
        "relative": None if relative is None else _finite(relative),
        "low": _finite(change.low),
        "high": _finite(change.high),
        "withinNoise": change.is_noise,
    }


def _finite(value: float) -> float:
    """JSON knows no infinity."""
    return value if math.isfinite(value) else 0.0
