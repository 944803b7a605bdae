"""Lines of functions whose calls were counted and timed as a whole, as cProfile does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.profiles.patterns.callers import own_functions
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.line_work import HotLine
from perfview.profiles.sources.lookup import sources_of
from perfview.profiles.study import Study

MOST_FUNCTIONS = 20
LONGEST_BODY = 25
"""Lines of a function in which one line may stand for its time."""

_LOOP = re.compile(r"^\s*(?:async\s+)?(?:for|while)\b")


def counted_bodies(study: Study, ground: Ground, least: float, call_ns: float) -> Iterator[HotLine]:
    """The lines of short own functions of Python without a loop of their own that have this part
    (0-1) of everything as self time and at least `call_ns` of it a call; none where nothing is
    counted. Self time stands at each line: which one it is, is for whoever asks to find."""
    counts, metric = study.model.counts, ground.spending.metric
    if not counts or ground.spending.unit != "ns":
        return
    f = len(counts.calls)
    own = counts.own[metric * f : metric * f + f]
    each = own / np.maximum(counts.calls, 1)
    heavy = (own >= least * ground.whole) & (each >= call_ns) & own_functions(study)
    for function in np.flatnonzero(heavy)[:MOST_FUNCTIONS].tolist():
        lines = sources_of(study).lines_of(function)
        begin = int(study.model.functions.line[function])
        body = _body(lines or [], begin)
        if not any(_LOOP.match(text) for text in body):
            for at, text in enumerate(body):
                spent = float(own[function])
                yield HotLine(function, begin + 1 + at, text, spent, Activity(0), 0.0)


def _body(lines: list[str], begin: int) -> list[str]:
    """The lines of a `def` below its first one; none when it is too long to tell."""
    if not 0 < begin <= len(lines) or not lines[begin - 1].lstrip().startswith(("def ", "async ")):
        return []
    indent = len(lines[begin - 1]) - len(lines[begin - 1].lstrip())
    found: list[str] = []
    for text in lines[begin:]:
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            break
        found.append(text)
    return found if len(found) <= LONGEST_BODY else []
