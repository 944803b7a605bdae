"""What the window has to know of heaps.

The selection that views of a heap share: `Focus.row` is an object (a node), `operation` a class;
`rows` and `groups` are the objects and classes that a recommendation points at. Views choose
through `choosing` only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, number, plural, size
from perfview.heaps.comparing.ordering import runs
from perfview.heaps.study import Study
from perfview.ui.heaps.choosing import (
    chosen_class,
    chosen_object,
    object_with_id,
    reveal_class,
    reveal_object,
)
from perfview.ui.heaps.jumping.ways import SHEET
from perfview.ui.heaps.tables.group_rows import objects_of
from perfview.ui.heaps.trees.biggest import biggest_objects
from perfview.ui.workspace.document import Document
from perfview.ui.workspace.guide import Destination, Guide

_MOST_CLASSES = 5_000


class HeapGuide(Guide):
    """Objects, classes; of recordings without objects what was measured over time."""

    kind = "heaps"
    icon = "hard-drives"
    keys = SHEET
    recording_word = "snapshot"

    def runs(self, studies: Sequence[Study]) -> list[list[int]]:
        """By V8's numbers of objects, which grow with time."""
        return runs(studies)

    def can_be_compared(self, study: Study) -> bool:
        """Objects are compared; logs and measurements over time are not."""
        return len(study.graph) > 0

    def facts(self, document: Document) -> list[str]:
        """``720,114 objects``, ``48.6 MB live``; moments and collections of recordings."""
        study: Study = document.opened.study
        model, found = study.model, []
        if len(study.graph):
            live = int(study.graph.nodes.self_bytes.sum()) + study.graph.extra_native_bytes
            found += [plural(len(study.graph), "object"), f"{size(live)} live"]
        if len(model.moments):
            found.append(plural(len(model.moments), "moment"))
            found.append(duration(int(model.moments.time_ns[-1] - model.moments.time_ns[0])))
        if len(model.collections):
            found.append(plural(len(model.collections), "garbage collection"))
        return [*found, model.made_by] if model.made_by else found

    def destinations(self, document: Document) -> Iterator[Destination]:
        """Classes by what they keep alive, then the biggest objects by their numbers; any other is
        found by its number in the filter of classes."""
        study: Study = document.opened.study
        if not len(study.graph):
            return
        sizes, retained = study.class_sizes, study.class_retained
        order = np.argsort(-retained, kind="stable")
        for group in order[sizes.count[order] > 0][:_MOST_CLASSES].tolist():
            yield Destination(
                study.classes.name[group],
                f"{number(int(sizes.count[group]))}, {size(int(retained[group]))}",
                "cube",
                "class",
                partial(reveal_class, document, group, "classes"),
            )
        for node in biggest_objects(study):
            yield Destination(
                f"@{int(study.graph.nodes.id[node])}",
                f"{study.class_of(node)}, {size(int(study.retained_bytes[node]))}",
                "target",
                "object",
                partial(reveal_object, document, node, "retainers"),
            )

    def nouns(self, document: Document) -> tuple[str, str]:
        """Objects and classes; collections of logs."""
        has_objects = len(document.opened.study.graph) > 0
        return ("object", "class") if has_objects else ("collection", "")

    def chosen_rows(self, document: Document) -> tuple[NDArray[np.int32], str]:
        """The chosen object, those of the chosen class, or all."""
        study: Study = document.opened.study
        if not len(study.graph):
            return super().chosen_rows(document)
        focus = document.selection.focus
        node, group = chosen_object(study, focus), chosen_class(study, focus)
        if len(focus.rows):
            return focus.rows, plural(len(focus.rows), "chosen object")
        if node >= 0:
            return np.array([node], np.int32), "the chosen object"
        if group >= 0:
            rows = objects_of(study, group)
            return rows, f"{number(len(rows))} of {study.classes.name[group]}"
        return np.arange(len(study.graph), dtype=np.int32), "all objects"

    def find(self, document: Document, identifier: str) -> dict[str, Any] | None:
        """An object by its number, ``@88213`` or ``Session @88213``, or a class by its name."""
        study: Study = document.opened.study
        if not len(study.graph):
            return None
        node = object_with_id(study, identifier if "@" in identifier else f"@{identifier}")
        if node >= 0:
            return {"row": node, "operation": int(study.classes.of_node[node])}
        groups = [at for at, name in enumerate(study.classes.name) if name == identifier]
        if not groups:
            return None
        return {"row": -1, "operation": max(groups, key=lambda at: study.class_retained[at])}
