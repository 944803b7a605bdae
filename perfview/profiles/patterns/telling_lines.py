"""Own time on lines whose text says what for, where the source of a profile is reached."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.line_work import HotLine, hot_lines
from perfview.profiles.patterns.shares import Share
from perfview.profiles.study import Study

COMPILES = re.compile(
    r"(?<![\w.])(exec|eval|compile)\s*\(|\bnew Function\s*\(|\bnew vm\.(Script|SourceTextModule)\b"
    r"|\bvm\.(runIn\w*Context|compileFunction)\s*\(|\b(instance|class|module)_eval\b"
)
"""Lines that make code out of text."""

COLLECTS = re.compile(
    r"\bgc\.collect\s*\(|\bglobal(This)?\.gc\s*\(|\bGC\.(start|Collect)\b|\bSystem\.gc\s*\("
    r"|\bruntime\.GC\s*\(|\bcollectgarbage\s*\("
)
"""Lines that ask for a collection of garbage."""

LOCKS = re.compile(
    r"\b(async )?with\s+[\w.]*(lock|mutex|sema?(phore)?|cond(ition)?)\w*\b(?!\s*\.)|\.acquire\s*\("
    r"|\bsynchronized\s*\(|\b\w*(lock|mutex)\w*\.lock\s*\(\s*\)",
    re.IGNORECASE,
)
"""Lines that wait until they hold a lock."""

WAITS = re.compile(
    r"(?<![\w])((time\.)?sleep|Thread\.sleep|usleep|nanosleep)\s*\("
    r"|\.(join|wait|get)\s*\(\s*((timeout|block)\s*=\s*\w+|[\d.]+)?\s*\)"
    r"|\b\w*(sock|conn)\w*\.(recv\w*|accept)\s*\("
    r"|\bselect\.select\s*\(|\b\w*(poller|selector|epoll)\w*\.(select|poll)\s*\("
)
"""Lines that wait for time, for other threads or for somebody else's message."""


@dataclass(frozen=True)
class Telling:
    """share: the own time of an own function on such lines; line and text: the heaviest of them."""

    function: int
    share: Share
    line: int
    text: str


def telling_lines(study: Study, ground: Ground, pattern: re.Pattern[str]) -> list[Telling]:
    """Own functions with own time on lines that match, those with most first."""
    found: dict[int, list[HotLine]] = {}
    for hot in hot_lines(study, ground):
        if pattern.search(_code(hot.text)):
            found.setdefault(hot.function, []).append(hot)
    made = [_telling(ground, function, lines) for function, lines in found.items()]
    return sorted(made, key=lambda each: -each.share.spent)


def _code(text: str) -> str:
    """A line without its comment."""
    return re.split(r"(?<!['\"])#|//", text, maxsplit=1)[0]


def _telling(ground: Ground, function: int, lines: list[HotLine]) -> Telling:
    inside = (ground.function == function) & (ground.own > 0)
    spent = min(sum(line.spent for line in lines), float(ground.own[inside].sum()))
    share = Share(ground, spent, np.flatnonzero(inside).astype(np.int32), inside)
    return Telling(function, share, lines[0].line, lines[0].text.strip())
