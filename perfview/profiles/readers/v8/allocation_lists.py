"""The lists of a heap timeline that say who allocated, taken from the stream of the whole file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from perfview.kernels.listed_columns import ListedColumns
from perfview.kernels.number_columns import LONG, WORD
from perfview.recording.json_stream import Broken, Stream
from perfview.recording.number_lists import Tell, read_numbers
from perfview.recording.number_trees import Tree, read_nested, reads_tree
from perfview.recording.text_lists import Texts, read_strings

NODES, FUNCTIONS, TREE = "nodes", "trace_function_infos", "trace_tree"
_HEAD, _STRINGS = "snapshot", "strings"
_LARGEST_HEAD = 16 << 20
_MOST_TEXT = 1 << 33
_FIELDS = {
    NODES: "node_fields",
    FUNCTIONS: "trace_function_info_fields",
    TREE: "trace_node_fields",
}
_NODE_WIDTHS = {"trace_node_id": WORD, "self_size": LONG}


@dataclass
class AllocationLists:
    """What was read: lists of numbers by member, the tree and the texts, None for what is missing;
    `broken` is the offset at which the file stops being JSON, -1 where it is whole."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, ListedColumns] = field(default_factory=dict)
    tree: Tree | None = None
    texts: Texts | None = None
    broken: int = -1


def read_lists(stream: Stream, most: int, tell: Tell) -> AllocationLists:
    """Read a file from its first brace on; `most` bounds its bytes. Lists that stand before the
    head are passed over. Raises what `tell` raises, and `UnreadableInput` for a bomb."""
    found = AllocationLists()
    try:
        stream.expect(b"{")
        while not stream.take(b"}"):
            _member(found, stream, stream.key(), most, tell)
            if not stream.take(b","):
                stream.expect(b"}")
                break
    except Broken:
        found.broken = stream.position
    return found


def _member(found: AllocationLists, stream: Stream, name: str, most: int, tell: Tell) -> None:
    """Read one member as what it is. Raises `Broken` where it is not."""
    fields = found.fields.get(name, [])
    tell(stream.position)
    if name == _HEAD and not found.fields:
        found.fields = _fields_of(stream.value(_LARGEST_HEAD))
    elif stream.next_byte() != 0x5B:
        stream.value()
    elif name == _STRINGS and found.texts is None:
        stream.expect(b"[")
        found.texts = read_strings(stream, max(0, min(most - stream.position, _MOST_TEXT)), tell)
        _whole(found.texts.closed, found.texts.strange)
    elif name == TREE and found.tree is None and reads_tree(fields):
        stream.expect(b"[")
        found.tree = read_nested(stream, fields, tell)
        _whole(found.tree.closed, found.tree.strange)
    elif name in (NODES, FUNCTIONS) and fields and name not in found.lists:
        stream.expect(b"[")
        _numbers(found, stream, name, most, tell)
    else:
        stream.value()


def _numbers(found: AllocationLists, stream: Stream, name: str, most: int, tell: Tell) -> None:
    fields = found.fields[name]
    wanted = _NODE_WIDTHS if name == NODES else dict.fromkeys(fields, LONG)
    widths = {each: width for each, width in wanted.items() if each in fields}
    columns = ListedColumns(fields, widths, signed=name == FUNCTIONS)
    hint = max(0, most - stream.position) // (2 * len(fields)) + 1
    outcome = read_numbers(stream, columns, hint if name == NODES else 0, tell)
    found.lists[name] = columns
    _whole(outcome.closed, outcome.strange)


def _whole(closed: bool, strange: int) -> None:
    """Raises `Broken` where a list is not."""
    if not closed or strange >= 0:
        raise Broken


def _fields_of(head: bytes) -> dict[str, list[str]]:
    """The fields of each list by the file's head; none where it cannot be read."""
    try:
        said: Any = json.loads(head)
        meta = said["meta"]
        return {name: [str(each) for each in meta.get(key, [])] for name, key in _FIELDS.items()}
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return {}
