"""Slices that wait: for a lock, a queue, another thread."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.traces.study import Study

_WAITING = re.compile(
    r"(?<![a-z])(a?wait(ing|s)?|lock(ing)?|mutex|futex|semaphore|acquire|contention|blocked|"
    r"monitor contention|park(ed)?|sleep(ing)?|condvar|barrier)(?![a-z])",
    re.IGNORECASE,
)
_JOINING = re.compile(r"(?<![a-z])(join(ing)?|shutdown)(?![a-z])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


def is_waiting(name: str) -> bool:
    """Whether a slice's name says that it waits: a word like wait, lock or futex in it.

    Words are told apart in `snake_case` and `CamelCase` too, so that `clock` and `block` are none.
    Joining threads is left out: whoever does that waits by design, and the others say why so long.
    """
    return bool(_WAITING.search(_words(name)))


def _words(name: str) -> str:
    """Its words apart, without the file that tracers of Python put behind it in brackets."""
    return _CAMEL.sub(" ", name.partition(" (")[0])


def waits_inside_work(study: Study) -> NDArray[np.int32]:
    """Slices that wait in the middle of work, rows int32.

    Only those inside another slice that does not wait itself: a thread that waits for work between
    its tasks is idle, not held up. Nor one that joins others: they say why it takes so long.
    """
    return study.once("threads.waits", lambda: _waits(study))


def _waits(study: Study) -> NDArray[np.int32]:
    model = study.model
    known = np.unique(model.name)
    waiting = np.zeros(len(model.strings) + 1, np.bool_)
    joining = np.zeros(len(model.strings) + 1, np.bool_)
    for text in known[known >= 0].tolist():
        name = model.strings[text]
        waiting[text] = is_waiting(name)
        joining[text] = _JOINING.search(_words(name)) is not None
    parent = study.structure.parent
    waits = waiting[model.name]
    inside = waits & (parent >= 0) & ~waits[parent] & ~joining[model.name[parent]]
    inside[model.threads.tracks.unfinished] = False
    return np.flatnonzero(inside).astype(np.int32)
