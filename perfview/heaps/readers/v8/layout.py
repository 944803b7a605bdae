"""What the head of a snapshot says about the lists behind it: fields, kinds and counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from perfview.recording.errors import UnreadableInput

MOST_BYTES = 1 << 47
"""No process has more: what an x86-64 or ARM64 system lets a program address."""

_MOST_FIELDS = 256


@dataclass(frozen=True)
class Layout:
    """The fields of each list in the file's order, and the kinds its numbers stand for.

    node_count, edge_count are what the file claims, -1 for nothing; root is the root's place among
    the nodes.
    """

    node_fields: list[str]
    edge_fields: list[str]
    location_fields: list[str]
    sample_fields: list[str]
    function_fields: list[str]
    tree_fields: list[str]
    node_kinds: list[str]
    edge_kinds: list[str]
    node_count: int
    edge_count: int
    root: int
    extra_native_bytes: int


def layout_of(head: bytes, offset: int) -> Layout:
    """The layout from the bytes of the object `snapshot`, which stands at `offset`.

    Raises `UnreadableInput` where it lacks what nothing can be read without.
    """
    said = _parsed(head, offset)
    meta = said.get("meta")
    if not isinstance(meta, dict):
        raise UnreadableInput("The snapshot's head has no “meta”", offset=offset, remedy=_REMEDY)
    nodes, edges = _names(meta, "node_fields"), _names(meta, "edge_fields")
    for owner, fields, needed in (("a node", nodes, _NODE), ("an edge", edges, _EDGE)):
        missing = [each for each in needed if each not in fields]
        if missing or len(fields) > _MOST_FIELDS:
            what = f"no field “{missing[0]}”" if missing else f"{len(fields):,} fields"
            raise UnreadableInput(
                f"By the snapshot's head {owner} has {what}", offset=offset, remedy=_REMEDY
            )
    return Layout(
        nodes,
        edges,
        _names(meta, "location_fields"),
        _names(meta, "sample_fields"),
        _names(meta, "trace_function_info_fields"),
        _names(meta, "trace_node_fields"),
        _kinds(meta, "node_types", nodes.index("type")),
        _kinds(meta, "edge_types", edges.index("type")),
        _number(said, "node_count", -1),
        _number(said, "edge_count", -1),
        _number(said, "root_index", 0) // len(nodes),
        min(_number(said, "extra_native_bytes", 0), MOST_BYTES),
    )


_REMEDY = "Check that the file is a heap snapshot and was written completely."
_NODE = ("type", "name", "id", "self_size", "edge_count")
_EDGE = ("type", "name_or_index", "to_node")


def _parsed(head: bytes, offset: int) -> dict[str, Any]:
    try:
        said = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(
            "The snapshot's head cannot be read", offset=offset, remedy=_REMEDY
        ) from error
    return said if isinstance(said, dict) else {}


def _names(meta: dict[str, Any], name: str) -> list[str]:
    found = meta.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _kinds(meta: dict[str, Any], name: str, place: int) -> list[str]:
    """The names of the kinds, which stand in the list where the field `type` has its place."""
    found = meta.get(name)
    kinds = found[place] if isinstance(found, list) and place < len(found) else None
    return [str(each) for each in kinds][:255] if isinstance(kinds, list) else []


def _number(said: dict[str, Any], name: str, default: int) -> int:
    found = said.get(name)
    return found if type(found) is int and found >= 0 else default
