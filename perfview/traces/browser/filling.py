"""What fills a task: the event that began it, the function in it, and its kind of work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.traces.browser.events import said_of, text_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.scripts import Function, function_of
from perfview.traces.browser.work import ENTRIES, WORDS, Work
from perfview.traces.study import Study

MOST_OF_IT = 0.5
"""A slice fills another when it takes at least this part of it."""

DEEPEST = 200

TRIGGERS = {
    "TimerFire": "a timer",
    "FireAnimationFrame": "an animation frame (`requestAnimationFrame`)",
    "FireIdleCallback": "an idle callback",
    "XHRReadyStateChange": "the answer to a request",
    "XHRLoad": "the answer to a request",
    "HandlePostMessage": "a message",
    "EvaluateScript": "loading the script",
    "v8.evaluateModule": "loading the module",
    "RunMicrotasks": "a promise",
    "ParseHTML": "parsing the page",
}
"""What began a stretch of script, by the outermost of these slices around it."""


@dataclass(frozen=True)
class Filling:
    """What fills a slice most.

    `chain` are rows from the slice inwards, each at least half of the first. `function` is the
    innermost one that holds most of the time, None when no script does; `event` the type of the
    event handled ("click"), "" for none; `trigger` words for what began it, "" when not known.
    """

    chain: tuple[int, ...]
    function: Function | None
    event: str
    trigger: str

    @property
    def row(self) -> int:
        """The innermost slice that holds most of the time."""
        return self.chain[-1]


def filling_of(study: Study, row: int) -> Filling:
    """Follow the largest child down while it takes at least half of the whole.

    Only a child that holds most of the slice is named: of many small ones none is to blame.
    """
    chain = _chain(study, row)
    names = [study.model.strings[int(study.model.name[each])] for each in chain]
    function = None
    for each, name in zip(reversed(chain), reversed(names), strict=True):
        if name in ENTRIES and (function := function_of(study, each)) is not None:
            break
    event = _event(study, chain, names)
    return Filling(tuple(chain), function, event, _trigger(names, event))


def _chain(study: Study, row: int) -> list[int]:
    duration = study.model.duration_ns
    least = MOST_OF_IT * duration[row]
    chain = [row]
    while len(chain) < DEEPEST:
        children = study.structure.children(chain[-1])
        if not len(children):
            break
        largest = int(children[np.argmax(duration[children])])
        if duration[largest] < least:
            break
        chain.append(largest)
    return chain


def _event(study: Study, chain: list[int], names: list[str]) -> str:
    for row, name in zip(chain, names, strict=True):
        if name == "EventDispatch":
            return text_of(said_of(study, np.array([row]))[0], "type")
    return ""


def _trigger(names: list[str], event: str) -> str:
    if event:
        return f"a `{event}` handler"
    return next((TRIGGERS[name] for name in names if name in TRIGGERS), "")


def told(filling: Filling, page: Page, work: Work) -> str:
    """For a sentence: who takes the time, and what began it."""
    if filling.function is None:
        by = f" called by {filling.trigger}" if work is Work.SCRIPT and filling.trigger else ""
        return WORDS[work] + by
    who = filling.function.label(page)
    loaded = filling.function.is_script or not filling.trigger
    by = "" if loaded else f", called by {filling.trigger}"
    if work in (Work.SCRIPT, Work.OTHER):
        return who + by
    return f"{WORDS[work]} for {who}{by}"
