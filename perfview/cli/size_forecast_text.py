"""What a change would make smaller, for people at a terminal."""

from __future__ import annotations

from perfview.cli.terminal import plain, styled, wrapped
from perfview.findings.quantities import gain, number, percent, plural, size
from perfview.findings.resizing import Shrunk, SizeForecast

MOST_PARTS = 12
"""Parts that are printed; the rest are in the JSON."""
_COUNT, _SIZE, _SHARE = 10, 11, 9


def size_forecast_text(forecast: SizeForecast) -> str:
    """The whole page, wrapped to the terminal."""
    if forecast.weighed:
        from perfview.cli.weighed_text import weighed_text

        return weighed_text(forecast)
    blocks = [styled(wrapped(plain(_verdict(forecast))), "bold")]
    if forecast.parts:
        blocks.append(_table(forecast))
    left = len(forecast.parts) - MOST_PARTS
    if left > 0:
        blocks.append(f"{plural(left, 'more kind')} with --json.")
    told = [*forecast.notes, f"Method: {forecast.method}."]
    told += [f"Assumed: {sentence}." for sentence in forecast.assumes]
    blocks.append(styled(wrapped(plain("\n".join(told))), "faint"))
    return "\n\n".join(blocks)


def _verdict(forecast: SizeForecast) -> str:
    whole = forecast.overall
    if not whole.freed_count:
        return f"With {forecast.subject}, nothing would be freed."
    left = size(whole.size_bytes - whole.freed_bytes)
    counted = plural(whole.freed_count, forecast.one, forecast.many)
    share = percent(whole.freed_bytes / whole.size_bytes) if whole.size_bytes else ""
    return (
        f"With {forecast.subject}, {size(whole.freed_bytes)} ({share}) in {counted} are freed: "
        f"{left} stay of {size(whole.size_bytes)}."
    )


def _table(forecast: SizeForecast) -> str:
    head = f"{'freed':>{_COUNT}}{'of':>{_COUNT}}{'bytes':>{_SIZE}}{'share':>{_SHARE}}"
    lines = [styled(head, "faint")]
    lines += [_row(part) for part in (*forecast.parts[:MOST_PARTS], forecast.overall)]
    return "\n".join(lines)


def _row(part: Shrunk) -> str:
    share = percent(part.freed_bytes / part.size_bytes) if part.freed_bytes else "–"
    numbers = f"{number(part.freed_count):>{_COUNT}}{number(part.count):>{_COUNT}}"
    less = gain(part.freed_bytes, "bytes") if part.freed_bytes else "–"
    saved = f"{less:>{_SIZE}}{share:>{_SHARE}}"
    return f"{numbers}{styled(saved, 'save')}  {plain(part.name)}"
