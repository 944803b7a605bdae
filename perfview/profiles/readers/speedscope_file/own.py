"""What PerfView itself wrote: a profile a thread and metric, brought together again."""

from __future__ import annotations

import numpy as np

from perfview.profiles.assembling.threads import ThreadSamples
from perfview.profiles.documents.speedscope import BETWEEN


def together(threads: list[ThreadSamples], names: list[str]) -> list[tuple[str, ThreadSamples]]:
    """Threads by name, each with all its metrics. A profile is called ``main · cpu``; one that has
    the stacks of an earlier one of that thread is the same samples weighed by something else."""
    found: list[tuple[str, ThreadSamples]] = []
    for thread, name in zip(threads, names, strict=True):
        base, between, metric = name.rpartition(BETWEEN)
        if between:
            thread.weight = {(metric, unit): w for (_, unit), w in thread.weight.items()}
        host = next((each for at, each in found if at == base and _same(each, thread)), None)
        if not between or host is None:
            found.append((base if between else name, thread))
            continue
        host.weight |= thread.weight
        if not len(host.time_ns):
            host.time_ns, host.end_ns = thread.time_ns, thread.end_ns
    return found


def _same(host: ThreadSamples, guest: ThreadSamples) -> bool:
    return not host.weight.keys() & guest.weight.keys() and np.array_equal(host.stack, guest.stack)
