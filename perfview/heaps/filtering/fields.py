"""What objects and classes can be filtered by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.comparing import numbers_that, text_held
from perfview.filtering.fields import NumberField, TextField
from perfview.filtering.grammar import FilterError, Term
from perfview.heaps.comparing.snapshots import snapshot_diff
from perfview.heaps.measures.duplicate_strings import duplicate_strings, text_of
from perfview.heaps.study import Study
from perfview.recording.table_columns import LazyTexts

_SIZE = re.compile(r"_(bytes|size)$")

Field: TypeAlias = NumberField[Study] | TextField[Study]
Mask = NDArray[np.bool_]

_NO_YES = ["false", "true"]
_DETACHEDNESS = ["unknown", "attached", "detached"]

OBJECT_FIELDS: Mapping[str, Field] = {
    "class": TextField("its class", lambda s: (s.classes.of_node, s.classes.name)),
    "name": TextField("its name", lambda s: (s.graph.nodes.name, s.model.strings)),
    "kind": TextField(
        "V8’s word for its kind",
        lambda s: (s.graph.nodes.kind.astype(np.int32), s.graph.node_kinds),
    ),
    "id": NumberField("V8’s number for it", "count", lambda s: s.graph.nodes.id),
    "self": NumberField("what it takes itself", "bytes", lambda s: s.self_bytes),
    "retained": NumberField("what it keeps alive", "bytes", lambda s: s.retained_bytes),
    "distance": NumberField("references from a root", "count", lambda s: s.distance),
    "detachedness": TextField(
        "unknown, attached or detached",
        lambda s: (s.detachedness.astype(np.int32), _DETACHEDNESS),
    ),
    "detached": TextField(
        "true: cut off from its page", lambda s: ((s.detachedness == 2).astype(np.int32), _NO_YES)
    ),
    "new": TextField("true: not in the baseline", lambda s: (is_new(s).astype(np.int32), _NO_YES)),
}

CLASS_FIELDS: Mapping[str, Field] = {
    "class": TextField("its name", lambda s: (_numbers(s), s.classes.name)),
    "name": TextField("its name", lambda s: (_numbers(s), s.classes.name)),
    "count": NumberField("how many there are", "count", lambda s: s.class_sizes.count),
    "self": NumberField("what they take", "bytes", lambda s: s.class_sizes.self_bytes),
    "retained": NumberField("what they keep alive", "bytes", lambda s: s.class_retained),
    "distance": NumberField("the least from a root", "count", lambda s: s.class_sizes.distance),
}

DIFFERENCE_FIELDS: Mapping[str, Field] = {
    "class": TextField("its name", lambda s: (_rows(s), snapshot_diff(s).name)),
    "name": TextField("its name", lambda s: (_rows(s), snapshot_diff(s).name)),
    "new": NumberField("how many came", "count", lambda s: snapshot_diff(s).added_count),
    "gone": NumberField("how many went", "count", lambda s: snapshot_diff(s).removed_count),
    "delta": NumberField("how many more", "count", lambda s: snapshot_diff(s).delta_count),
    "new_size": NumberField("bytes that came", "bytes", lambda s: snapshot_diff(s).added_bytes),
    "gone_size": NumberField("bytes that went", "bytes", lambda s: snapshot_diff(s).removed_bytes),
    "size": NumberField("bytes more", "bytes", lambda s: snapshot_diff(s).delta_bytes),
}

STRING_FIELDS: Mapping[str, Field] = {
    "text": TextField("what they say", lambda s: (_texts(s), RepeatedTexts(s))),
    "count": NumberField("how many there are", "count", lambda s: duplicate_strings(s).count_of),
    "wasted": NumberField("bytes too many", "bytes", lambda s: duplicate_strings(s).wasted_bytes),
    "size": NumberField("what all of them take", "bytes", lambda s: duplicate_strings(s).bytes),
}


class RepeatedTexts(LazyTexts):
    """The texts of `duplicate_strings`, each written out when it is asked for."""

    def __init__(self, study: Study) -> None:
        self._study, self._found = study, duplicate_strings(study)
        super().__init__(len(self._found))

    def texts(self, rows: slice) -> list[str]:
        """The texts of these groups."""
        nodes = self._found.node[self._found.first[:-1][rows]]
        return [text_of(self._study, int(node)) for node in nodes]


def is_new(study: Study) -> Mask:
    """Which objects the baseline does not have, bool (n). Raises FilterError without one."""
    if study.baseline is None:
        raise FilterError("“new” needs an earlier snapshot to compare with", 0)
    return snapshot_diff(study).is_new


def held(study: Study, fields: Mapping[str, Field], term: Term) -> Mask:
    """Of which rows a term about a field holds, bool. Fields may be written as the columns of the
    exported tables and V8's fields are: ``self_bytes``, ``self_size``. Raises FilterError."""
    field = fields.get(term.key) or fields.get(_SIZE.sub("", term.key))
    if field is None:
        raise FilterError(f"There is no “{term.key}” here, but: {', '.join(fields)}", term.at)
    if isinstance(field, NumberField):
        return numbers_that(term, field.values(study), field.unit)
    ids, texts = field.texts(study)
    return text_held(ids, texts, term)


def _texts(study: Study) -> NDArray[np.int32]:
    return np.arange(len(duplicate_strings(study)), dtype=np.int32)


def _rows(study: Study) -> NDArray[np.int32]:
    return np.arange(len(snapshot_diff(study)), dtype=np.int32)


def _numbers(study: Study) -> NDArray[np.int32]:
    return np.arange(len(study.classes), dtype=np.int32)
