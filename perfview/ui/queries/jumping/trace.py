"""From a call to its span and back, where statements were read out of a trace."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from perfview.queries.study import Study
from perfview.ui.queries.choosing import chosen_call
from perfview.ui.widgets.toast import toast
from perfview.ui.workspace.document import Document

_FORMAT = "span-statements"
_CALL = re.compile(r"([0-9a-f]{32}):(\d{1,9})")


def is_of_trace(document: Document) -> bool:
    """Whether the calls of a document are spans of a trace."""
    opened = document.opened
    return opened is not None and getattr(opened.identity, "format", "") == _FORMAT


def name_of_call(study: Study, call: int) -> str:
    """The name that traces know a call by: their trace, and the number it has among the calls of
    that; "" for one without a trace."""
    name = int(study.model.calls.trace_name[call]) if call >= 0 else -1
    if name < 0:
        return ""
    place = np.flatnonzero(_named(study, name) == call)
    return f"{study.model.strings[name]}:{int(place[0])}"


def call_named(study: Study, name: str) -> int:
    """The call (a row of `Calls`) that such a name means, -1 for none."""
    told = _CALL.fullmatch(name)
    if told is None:
        return -1
    names = np.unique(study.model.calls.trace_name)
    names = names[names >= 0]
    texts = study.model.strings.take(names.tolist())
    if told[1] not in texts:
        return -1
    calls, place = _named(study, int(names[texts.index(told[1])])), int(told[2])
    return int(calls[place]) if place < len(calls) else -1


def show_in_trace(owner: QWidget, document: Document, call: int) -> None:
    """Open the trace, or show it if it is open, with the span of a call chosen."""
    name = name_of_call(document.opened.study, call)
    if name:
        document.kind_wanted.emit("traces", name)
    else:
        toast(owner, "It belongs to no trace")


def call_meant(document: Document, statement: int) -> int:
    """The call somebody means by a statement: the chosen one, else its longest; -1 for none."""
    study: Study = document.opened.study
    chosen = chosen_call(study, document.selection.focus)
    if chosen >= 0 and study.model.calls.statement[chosen] == statement:
        return chosen
    calls = study.calls_of(statement)
    if not len(calls):
        return -1
    return int(calls[int(np.argmax(study.model.calls.duration_ns[calls]))])


def _named(study: Study, name: int) -> NDArray[np.int64]:
    return np.flatnonzero(study.model.calls.trace_name == name)
