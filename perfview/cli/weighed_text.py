"""What a change would do to what has several sizes, for people at a terminal."""

from __future__ import annotations

from perfview.cli.terminal import plain, styled, width, wrapped
from perfview.findings.quantities import ABSENT, change_of, growth, percent, plural, size
from perfview.findings.resizing import Shrunk, SizeForecast, Weighed

MOST_PARTS = 8
"""Parts that are printed of what leaves and of what comes; the rest are in the JSON."""
_INDENT = "   "
_LABEL, _NUMBER = 12, 11


def weighed_text(forecast: SizeForecast) -> str:
    """The whole page, wrapped to the terminal."""
    blocks = [styled(wrapped(plain(_verdict(forecast))), "bold")]
    blocks += [_table(each) for each in forecast.weighed]
    blocks += _list("Loads at start no more", forecast.parts, forecast)
    blocks += _list("Loads at start from then on", forecast.comes, forecast)
    blocks += _list("Ships no more, and loaded later before", forecast.goes, forecast)
    told = [*forecast.notes, f"Method: {forecast.method}."]
    told += [f"Assumed: {sentence}." for sentence in forecast.assumes]
    blocks.append(styled(wrapped(plain("\n".join(told))), "faint"))
    return "\n\n".join(blocks)


def _verdict(forecast: SizeForecast) -> str:
    """The first size that changes, in one sentence."""
    for each in forecast.weighed:
        name = "gzip" if each.before.get("gzip") is not None else next(iter(each.before))
        now, then = each.before[name], each.after[name]
        if now is not None and then is not None and now != then:
            word = "falls" if then < now else "grows"
            by = (
                f"{size(abs(now - then))} ({percent(abs(now - then) / now)})" if now else size(then)
            )
            return f"With {forecast.subject}, {each.name} {word} by {by}: {size(then)} {name}."
    return f"With {forecast.subject}, nothing changes."


def _table(each: Weighed) -> str:
    head = "".join(word.rjust(_NUMBER) for word in ("now", "then", "change", ""))
    lines = [styled(plain(each.name), "heading")]
    lines.append(styled(f"{_INDENT}{'':{_LABEL}}{head}".rstrip(), "faint"))
    for name, now in each.before.items():
        then = each.after[name]
        if now is not None and then is not None:
            lines.append(_row(name, now, then))
    return "\n".join(lines)


def _row(name: str, now: int, then: int) -> str:
    numbers = f"{size(now):>{_NUMBER}}{size(then):>{_NUMBER}}"
    moved = change_of(then - now, "bytes") if then != now else ABSENT
    share = growth((then - now) / now) if now and then != now else ""
    change = styled(f"{moved:>{_NUMBER}}{share:>{_NUMBER}}", "save" if then < now else "")
    return f"{_INDENT}{name:{_LABEL}}{numbers}{change}".rstrip()


def _list(title: str, parts: tuple[Shrunk, ...], forecast: SizeForecast) -> list[str]:
    """The largest of what moves, with how many modules each is."""
    if not parts:
        return []
    counted = plural(sum(part.count for part in parts), forecast.one, forecast.many)
    lines = [f"{styled(title, 'heading')}  {counted}"]
    for part in parts[:MOST_PARTS]:
        more = f"  {plural(part.count, forecast.one, forecast.many)}" if part.count > 1 else ""
        name = _shortened(plain(part.name), width() - len(_INDENT) - _NUMBER - 2 - len(more))
        lines.append(f"{_INDENT}{size(part.size_bytes):>{_NUMBER}}  {name}{styled(more, 'faint')}")
    if len(parts) > MOST_PARTS:
        lines.append(f"{_INDENT}{len(parts) - MOST_PARTS:,} more with --json.")
    return ["\n".join(lines)]


def _shortened(name: str, room: int) -> str:
    """A path with its beginning left out where it is too long."""
    return name if len(name) <= room else f"…{name[len(name) - max(room, 8) + 1 :]}"
