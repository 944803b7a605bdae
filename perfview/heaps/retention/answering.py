"""Answers to `perfview why`: an object, the objects of a class, or what a reference leads to."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.forecast import UnanswerableError
from perfview.findings.presence import Group, Reason, Reasons
from perfview.findings.quantities import plural, size
from perfview.heaps.retention.accessors import accessor
from perfview.heaps.retention.choosing import objects, references
from perfview.heaps.retention.cutting import cut_for_all
from perfview.heaps.retention.merging import MOST, Merged, merged, together
from perfview.heaps.retention.naming import node_name
from perfview.heaps.retention.paths import further_paths, shortest_path
from perfview.heaps.retention.words import reference_name, why
from perfview.heaps.study import Study

_OPTION = "OBJECT"
_LARGEST = 1
"""Objects of a class that are told one by one: the one that keeps most alive."""
_GROUPS = 12


def answer(study: Study, wanted: str, most_paths: int) -> Reasons:
    """Why what is named by ``@88213``, a class or ``CLASS.PROPERTY`` is alive, with up to
    `most_paths` ways to each object. Raises UnanswerableError."""
    if not len(study.graph):
        raise UnanswerableError("The file holds no objects, only numbers over time.", "FILE")
    nodes = _named(study, wanted)
    order = nodes[np.lexsort((nodes, -study.retained_bytes[nodes]))]
    reasons = tuple(_reason(study, int(each), most_paths) for each in order[:_LARGEST])
    several = merged(study, order)[:_GROUPS] if len(order) > 1 else []
    kept = together(study, order.astype(np.int32))
    return Reasons(
        subject=_subject(study, wanted, order, kept),
        reasons=reasons,
        groups=tuple(_group(study, each) for each in several),
        told={"objects": len(order), "retained_bytes": kept},
    )


def _named(study: Study, wanted: str) -> NDArray[np.int64]:
    """The objects that are meant; a class of exactly this name comes before a property of one."""
    try:
        return objects(study, wanted, _OPTION)
    except UnanswerableError:
        if "." not in wanted and "[" not in wanted:
            raise
    return np.unique(study.graph.edges.target[references(study, wanted, _OPTION)]).astype(np.int64)


def _subject(study: Study, wanted: str, order: NDArray[np.int64], kept: int) -> str:
    if len(order) == 1:
        return f"{node_name(study, int(order[0]))} keeps {size(kept)} alive."
    told = f"{plural(len(order), 'object')} named “{wanted}” keep {size(kept)} alive together."
    if len(order) > MOST:
        told += f" The ways are those of the {MOST:,} that keep most."
    return told


def _group(study: Study, kept: Merged) -> Group:
    name, freed = "", 0
    if (found := cut_for_all(study, kept.nodes)) is not None:
        name, freed = reference_name(study, found[0], found[1].edge), found[1].freed_bytes
    return Group(kept.way, len(kept.nodes), kept.retained_bytes, name, freed)


def _reason(study: Study, node: int, most_paths: int) -> Reason:
    found = why(study, node)
    ways = [found.accessor]
    ways += (accessor(study, each) for each in islice(further_paths(study, node), 8 * most_paths))
    told: dict[str, Any] = {
        "id": int(study.graph.nodes.id[node]),
        "class": study.class_of(node),
        "self_bytes": int(study.self_bytes[node]),
        "retained_bytes": int(study.retained_bytes[node]),
        "distance": int(study.distance[node]),
        "path": [node_name(study, v) for v in _nodes(study, node)],
        "paths": found.paths,
        "cut": None,
    }
    if found.cut is not None:
        told["cut"] = {
            "reference": found.cut_name,
            "freed_bytes": found.cut.freed_bytes,
            "freed_objects": found.cut.freed_objects,
        }
    distinct = tuple(dict.fromkeys(ways))[:most_paths]
    return Reason(node_name(study, node), found.sentence, distinct, told)


def _nodes(study: Study, node: int) -> list[int]:
    """The objects on the shortest way, the last thousand of a longer one."""
    path = shortest_path(study, node)
    found: list[int] = [path.root, *study.graph.edges.target[path.edges].tolist()]
    return found[-1000:]
