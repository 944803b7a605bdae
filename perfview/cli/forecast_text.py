"""A forecast for people at a terminal: the answer, now beside then, and what it stands on."""

from __future__ import annotations

import dataclasses

from perfview.cli.terminal import plain, styled, wrapped
from perfview.findings.finding import Saving
from perfview.findings.forecast import Compared, Forecast
from perfview.findings.quantities import gain, percent, plural, quantity

_INDENT = "   "
_LABEL, _NUMBER = 6, 11
MOST_PARTS = 6
"""Endpoints that are printed; the rest are in the JSON."""


def forecast_text(forecast: Forecast) -> str:
    """The whole page, wrapped to the terminal."""
    blocks = [styled(wrapped(plain(_verdict(forecast))), "bold")]
    shown = forecast.parts[:MOST_PARTS]
    if len(forecast.parts) != 1:
        shown = (*shown, forecast.overall)
    blocks += [_table(part, forecast) for part in shown]
    if len(forecast.parts) > MOST_PARTS:
        left = len(forecast.parts) - MOST_PARTS
        blocks.append(f"{plural(left, 'more endpoint')} with --json.")
    told = [*forecast.notes, f"Method: {forecast.method}."]
    told += [f"Assumed: {sentence}." for sentence in forecast.assumes]
    blocks.append(styled(wrapped(plain("\n".join(told))), "faint"))
    return "\n\n".join(blocks)


def _verdict(forecast: Forecast) -> str:
    """The answer in one sentence, of the endpoint that gains most."""
    opening = f"With {forecast.subject}, "
    nothing = f"{opening}no {forecast.one} would take less."
    if not forecast.parts:
        return nothing
    best = max(forecast.parts, key=lambda part: part.count * (part.before.mean - part.after.mean))
    for name in ("p95", "mean"):
        now, then = getattr(best.before, name), getattr(best.after, name)
        if then < now:
            fall = f"{quantity(now - then, forecast.unit)} ({percent((now - then) / now)})"
            between = _between(best.saving) if name == "p95" else ""
            return f"{opening}the {name} of {best.name} falls by {fall}{between}."
    return nothing


def _between(saving: Saving) -> str:
    low, high = quantity(saving.low, saving.unit), quantity(saving.high, saving.unit)
    return "" if low == high else f", between {low} and {high}"


def _table(part: Compared, forecast: Forecast) -> str:
    name = plain(part.name[:1].upper() + part.name[1:] if part is forecast.overall else part.name)
    lines = [f"{styled(name, 'heading')}  {plural(part.count, forecast.one)}"]
    head = "".join(word.rjust(_NUMBER) for word in ("now", "then", "saving", ""))
    lines.append(styled(f"{_INDENT}{'':{_LABEL}}{head}".rstrip(), "faint"))
    for field in dataclasses.fields(part.before):
        now, then = getattr(part.before, field.name), getattr(part.after, field.name)
        numbers = [quantity(now, forecast.unit), quantity(then, forecast.unit)]
        row = f"{_INDENT}{field.name:{_LABEL}}" + "".join(n.rjust(_NUMBER) for n in numbers)
        lines.append(row + styled(_change(now, then, forecast.unit), "save" if then < now else ""))
    return "\n".join(lines)


def _change(now: float, then: float, unit: str) -> str:
    """How much less, and by which share; what gets more says so with a plus."""
    if round(now - then) == 0:
        return "–".rjust(_NUMBER)
    words = gain(now - then, unit) if then < now else f"+{quantity(then - now, unit)}"
    share = percent((then - now) / now, signed=True) if now else ""
    return words.rjust(_NUMBER) + share.rjust(_NUMBER)
