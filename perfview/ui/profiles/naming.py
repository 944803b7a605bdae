"""What threads are called, and in which order they stand."""

from __future__ import annotations

import re

import numpy as np

from perfview.profiles.measures.threads import thread_table
from perfview.profiles.study import Study

_NUMBERS = re.compile(r"(\d+)")


def thread_title(study: Study, thread: int) -> str:
    """``main``, or ``worker 4711`` where names repeat or are missing."""
    titles: list[str] = study.once("ui.thread_titles", lambda: _titles(study))
    return titles[thread]


def _titles(study: Study) -> list[str]:
    threads, strings = study.model.threads, study.model.strings
    _, which, times = np.unique(threads.name, return_inverse=True, return_counts=True)
    found = []
    for thread, same in enumerate(times[which.reshape(-1)].tolist()):
        name, number = strings[int(threads.name[thread])], int(threads.thread_id[thread])
        identifier = f"{number}" if number >= 0 else f"{thread + 1}"
        found.append(name if name and same == 1 else f"{name or 'thread'} {identifier}")
    return found


def busiest_threads(study: Study) -> list[int]:
    """Threads by how many samples had something on their stack, most first, then by all samples."""
    busy, every = thread_table(study).count, np.diff(study.model.samples.thread_first)
    return [int(thread) for thread in np.lexsort((-every, -busy))]


def process_title(study: Study, thread: int) -> str:
    """``chrome 4711``, "" where a recording tells of no processes."""
    threads, strings = study.model.threads, study.model.strings
    name, number = strings[int(threads.process_name[thread])], int(threads.process_id[thread])
    parts = (name, str(number) if number >= 0 else "")
    return " ".join(part for part in parts if part)


def in_order(study: Study, *, by_name: bool) -> list[int]:
    """All threads, those of a process together: busiest first, or by name (numbers within names by
    their value)."""
    threads = busiest_threads(study)
    first: dict[str, int] = {}
    for thread in threads:
        first.setdefault(process_title(study, thread), len(first))
    if by_name:
        return sorted(
            threads,
            key=lambda t: (_natural(process_title(study, t)), _natural(thread_title(study, t))),
        )
    return sorted(threads, key=lambda thread: first[process_title(study, thread)])


def _natural(text: str) -> list[tuple[int, str]]:
    """`worker 9` before `worker 10`."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part.casefold())
        for part in _NUMBERS.split(text)
    ]
