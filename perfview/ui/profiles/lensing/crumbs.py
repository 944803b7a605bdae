"""What a lens leaves out or changes, one thing a crumb: in words, with the way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from perfview.findings.quantities import duration, plural
from perfview.profiles.study import Study
from perfview.profiles.transforms.words import breadcrumb, sentence
from perfview.ui.profiles.lensing.holder import LensHolder
from perfview.ui.profiles.naming import thread_title


@dataclass(frozen=True)
class Crumb:
    """`words` for the row, `tip` says all of it, `take_back` undoes only this. What `is_of_one`
    profile means nothing in another one."""

    words: str
    tip: str
    take_back: Callable[[], object] = field(repr=False)
    is_of_one: bool = False


def crumbs_of(study: Study, holder: LensHolder) -> list[Crumb]:
    """Which samples count, then what is done to their stacks, in the order it is done."""
    lens = holder.lens
    found = []
    if lens.threads:
        named = [thread_title(study, thread) for thread in lens.threads]
        words = named[0] if len(named) == 1 else plural(len(named), "thread")
        all_threads = partial(holder.change, threads=())
        found.append(Crumb(words, f"Only {', '.join(named[:20])}", all_threads, is_of_one=True))
    if lens.start_ns is not None and lens.end_ns is not None:
        words = f"{duration(lens.end_ns - lens.start_ns)} from {duration(lens.start_ns)} on"
        whole = partial(holder.change, start_ns=None, end_ns=None)
        found.append(Crumb(words, f"Only {words}", whole, is_of_one=True))
    for key, value in lens.labels:
        rest = tuple(pair for pair in lens.labels if pair != (key, value))
        words = f"{key}={value}"
        found.append(
            Crumb(words, f"Only samples labelled {words}", partial(holder.change, labels=rest))
        )
    if lens.where:
        tip = f"Only samples with frames {lens.where}"
        found.append(Crumb(f"With {lens.where}", tip, partial(holder.change, where="")))
    for place, each in enumerate(lens.transforms):
        take_back = partial(holder.remove, place)
        found.append(Crumb(breadcrumb(study, each), sentence(study, each), take_back))
    return found
