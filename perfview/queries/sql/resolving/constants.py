"""Values that a condition is held against, as far as the text tells them."""

from __future__ import annotations

import datetime
import re

from sqlglot import exp

_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2629800,
    "year": 31557600, "quarter": 7889400, "sec": 1, "min": 60, "mon": 2629800,
}  # fmt: skip
_PART = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([a-zA-Z]*)")
_CLOCK = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentDatetime)
_CLOCK_NAMES = frozenset({"now", "getdate", "sysdate", "clock_timestamp", "utc_timestamp"})
_LONGEST = 4000


def is_constant(node: exp.Expr) -> bool:
    """Whether it names no column and asks no query. Stops at what it finds; bounded."""
    waiting, seen = [node], 0
    while waiting and seen < _LONGEST:
        each = waiting.pop()
        if isinstance(each, (exp.Column, exp.Query, exp.Star)):
            return False
        seen += 1
        waiting.extend(each.iter_expressions())
    return True


def value_of(node: exp.Expr) -> str | None:
    """The text of a literal (casts and signs taken in, dates with intervals added folded, what the
    clock tells as ``now`` and seconds); None for a parameter or what cannot be told."""
    steps: list[tuple[float, str]] = []
    while True:
        if isinstance(node, (exp.Paren, exp.Cast, exp.Collate, exp.Alias)):
            node = node.this
        elif isinstance(node, (exp.Add, exp.Sub)) and _span(node.expression) is not None:
            sign = 1.0 if isinstance(node, exp.Add) else -1.0
            seconds, unit = _span(node.expression) or (0.0, "")
            steps.append((sign * seconds, unit))
            node = node.this
        elif isinstance(node, (exp.DateAdd, exp.DateSub, exp.TsOrDsAdd)):
            found = _added(node)
            if found is None:
                return None
            steps.append(found)
            node = node.this
        else:
            return _moved(_literal(node), steps)


def _literal(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Literal):
        return str(node.this)
    if isinstance(node, exp.Boolean):
        return "true" if node.this else "false"
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return f"-{node.this.this}"
    if isinstance(node, _CLOCK) or (
        isinstance(node, exp.Anonymous) and node.name.lower() in _CLOCK_NAMES
    ):
        return "now"
    if isinstance(node, (exp.TsOrDsToDate, exp.Date, exp.Timestamp)) and node.this is not None:
        return _literal(node.this)
    return None


def _span(node: exp.Expr | None) -> tuple[float, str] | None:
    """Seconds of an interval, and its unit where it has only one (months differ in length)."""
    while isinstance(node, (exp.Paren, exp.Cast)):
        node = node.this
    if not isinstance(node, exp.Interval):
        return None
    unit = node.args.get("unit")
    text = node.this.name if node.this is not None else ""
    return _seconds(text, unit.name if unit is not None else "")


def _added(node: exp.Expr) -> tuple[float, str] | None:
    sign = -1.0 if isinstance(node, exp.DateSub) else 1.0
    unit = node.args.get("unit")
    amount = node.expression
    if isinstance(amount, exp.Interval):
        found = _span(amount)
    else:
        found = _seconds(value_of(amount) or "", unit.name if unit is not None else "day")
    return None if found is None else (sign * found[0], found[1])


def _seconds(text: str, unit: str) -> tuple[float, str] | None:
    total, units = 0.0, []
    for amount, own in _PART.findall(text):
        name = (own or unit).lower()
        name = name[:-1] if name.endswith("s") else name
        if name not in _SECONDS:
            return None
        total += float(amount) * _SECONDS[name]
        units.append(name)
    return (total, units[0] if len(units) == 1 else "") if units else None


def _moved(value: str | None, steps: list[tuple[float, str]]) -> str | None:
    if value is None or not steps:
        return value
    if value == "now":
        return f"now{sum(seconds for seconds, _ in steps):+.0f}"
    try:
        moment = datetime.datetime.fromisoformat(value)
        for seconds, unit in reversed(steps):
            moment = _after(moment, seconds, unit)
    except (ValueError, OverflowError):
        return None
    text = moment.isoformat(" ")
    return text[:10] if text.endswith("00:00:00") else text


def _after(moment: datetime.datetime, seconds: float, unit: str) -> datetime.datetime:
    """Months and years by the calendar, all else by seconds."""
    if unit not in ("month", "year", "quarter", "mon"):
        return moment + datetime.timedelta(seconds=seconds)
    months = round(seconds / _SECONDS["month"])
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28))
