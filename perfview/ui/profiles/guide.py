"""What the window has to know of profiles."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, number, plural
from perfview.profiles.evidence_ids import place_of
from perfview.profiles.measures.weighing import chosen_samples
from perfview.profiles.study import Study
from perfview.ui.profiles.lensing.holder import lens_of
from perfview.ui.profiles.lensing.keys import SHEET
from perfview.ui.profiles.naming import busiest_threads, thread_title
from perfview.ui.profiles.wording import amount, metric_title
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.guide import Destination, Guide

_MOST_FUNCTIONS = 50_000
_MOST_THREADS = 200


class ProfileGuide(Guide):
    """Samples, functions, threads."""

    kind = "profiles"
    icon = "flame"
    recording_word = "profile"
    compared_view = "difference"
    keys = SHEET
    exports = MappingProxyType(
        {
            "Samples as speedscope JSON (*.speedscope.json)": "speedscope",
            "Samples as collapsed stacks (*.collapsed.txt)": "collapsed",
            "Samples as pprof (*.pb.gz)": "pprof",
        }
    )

    def facts(self, document: Document) -> list[str]:
        """Samples, how long, threads; of memory how much of it."""
        study: Study = document.opened.study
        model = study.model
        facts = [plural(len(model), "sample")]
        if model.unit() == "bytes":
            whole = amount(float(model.weight().sum()), "bytes")
            facts = [f"{whole} {metric_title(model)}", plural(len(model), "call path")]
        if model.has_times:
            facts.append(duration(int(model.threads.end_ns.max(initial=0))))
        facts.append(plural(len(model.threads), "thread"))
        if model.interval_ns:
            facts.append(f"every {duration(model.interval_ns)}")
        return facts

    def stretch(self, document: Document) -> str:
        """How much of the time counts."""
        marked = document.selection.focus.range_ns
        return f"only {duration(marked[1] - marked[0])}" if marked else ""

    def destinations(self, document: Document) -> Iterator[Destination]:
        """Functions by total, then threads."""
        study: Study = document.opened.study
        model, table = study.model, study.functions
        for function in np.argsort(-table.total, kind="stable")[:_MOST_FUNCTIONS].tolist():
            total = amount(float(table.total[function]), model.unit())
            yield Destination(
                study.name_of(function) or "(no name)",
                f"{place_of(study, function)}, {total}",
                "code",
                "function",
                lambda f=function: _go(document, f),  # type: ignore[misc]
            )
        for thread in busiest_threads(study)[:_MOST_THREADS]:
            yield Destination(
                thread_title(study, thread),
                "thread",
                "rows",
                "thread",
                lambda t=thread: lens_of(document).change(threads=(t,)),  # type: ignore[misc]
            )

    def nouns(self, document: Document) -> tuple[str, str]:
        """Call paths, and functions."""
        return "call path", "function"

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """The samples that the lens lets through, their stacks as recorded."""
        study: Study = document.opened.study
        lens, every = lens_of(document).lens, len(study.model)
        chosen = chosen_samples(study, lens)
        as_recorded = ", stacks as recorded" if lens.transforms else ""
        if chosen is None or chosen.all():
            return np.arange(every, dtype=np.int32), f"the whole profile{as_recorded}"
        rows = np.flatnonzero(chosen).astype(np.int32)
        return rows, f"{number(len(rows))} of {plural(every, 'sample')}{as_recorded}"

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """A function by its name, or as the analysis names it: ``parse (app.js:12)``."""
        study: Study = document.opened.study
        name = study.model.strings.find(identifier)
        named = np.flatnonzero(study.model.functions.name == name) if name >= 0 else np.zeros(0)
        if len(named):
            return {"operation": int(named[np.argmax(study.functions.total[named])])}
        every = range(len(study.model.functions))
        found = next((f for f in every if place_of(study, f) == identifier), -1)
        return {"operation": found} if found >= 0 else None


def _go(document: Document, function: int) -> None:
    document.selection.reveal(None, operation=function, row=-1, recommendation="")
