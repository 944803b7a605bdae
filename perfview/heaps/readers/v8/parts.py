"""The members of a snapshot's one object, whatever their order, each read as what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from perfview.heaps.readers.v8.layout import Layout, layout_of
from perfview.kernels.listed_columns import ListedColumns
from perfview.kernels.number_columns import BYTE, LONG, MULTIPLE, WORD
from perfview.recording.json_stream import Broken, Stream
from perfview.recording.number_lists import Outcome, Tell, read_numbers
from perfview.recording.number_trees import Tree, read_nested, reads_tree
from perfview.recording.text_lists import Texts, read_strings

NODES, EDGES, STRINGS = "nodes", "edges", "strings"
LOCATIONS, SAMPLES, FUNCTIONS = "locations", "samples", "trace_function_infos"
TREE, HEAD = "trace_tree", "snapshot"

_LISTS = {NODES, EDGES, STRINGS, LOCATIONS, SAMPLES, FUNCTIONS, TREE}
_LARGEST_HEAD = 16 << 20
_MOST_TEXT = 1 << 33
_NODE_WIDTHS = {
    "type": BYTE,
    "name": WORD,
    "id": LONG,
    "self_size": LONG,
    "edge_count": WORD,
    "trace_node_id": WORD,
    "detachedness": BYTE,
}
_EDGE_WIDTHS = {"type": BYTE, "name_or_index": WORD, "to_node": MULTIPLE}


@dataclass
class Parts:
    """What was read of a file so far.

    lists and outcomes by member, those with `strange` outcomes too; `broken` is the offset at
    which the file stops being JSON, -1 where it is whole, `inside` the member it breaks off in,
    `ended` whether nothing follows there. `passed_over` says that a list stood before the head,
    so that it has to be read once more.
    """

    layout: Layout | None = None
    lists: dict[str, ListedColumns] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    tree: Tree | None = None
    texts: Texts | None = None
    strange: dict[str, int] = field(default_factory=dict)
    broken: int = -1
    inside: str = ""
    ended: bool = False
    passed_over: bool = False


class Walk:
    """One pass over the file. `most` bounds its bytes as far as known; `again` gives the stream
    from an offset on."""

    def __init__(
        self, stream: Stream, most: int, again: Callable[[int], Stream], tell: Tell, parts: Parts
    ) -> None:
        self.parts = parts
        self._stream, self._most, self._again, self._tell = stream, most, again, tell

    def run(self) -> None:
        """Read all members. Raises `UnreadableInput` and `Cancelled`."""
        parts = self.parts
        try:
            self._stream.expect(b"{")
            while not self._stream.take(b"}"):
                parts.inside = ""
                name = self._stream.key()
                parts.inside = name
                self._member(name)
                if not self._stream.take(b","):
                    self._stream.expect(b"}")
                    break
            parts.inside = ""
        except Broken:
            parts.ended = self._stream.next_byte() < 0
            parts.broken = self._stream.position

    def _member(self, name: str) -> None:
        stream, layout = self._stream, self.parts.layout
        is_list = stream.next_byte() == 0x5B and name in _LISTS
        if name == HEAD and layout is None:
            offset = stream.position
            self.parts.layout = layout_of(stream.value(_LARGEST_HEAD), offset)
        elif not is_list or layout is None or self._is_known(name):
            self.parts.passed_over |= is_list and layout is None
            stream.value()
        else:
            start = stream.position
            stream.expect(b"[")
            closed, strange = self._list(name, layout)
            if strange >= 0 and name not in (NODES, EDGES):
                # Where such a list ends is seen only from its start.
                self.parts.strange[name] = strange
                self._stream = self._again(start)
                self._stream.value()
            elif not closed or strange >= 0:
                raise Broken

    def _is_known(self, name: str) -> bool:
        """Whether a member was read before; the first of a name counts."""
        parts, layout = self.parts, self.parts.layout
        if name == STRINGS:
            return parts.texts is not None
        if name == TREE:
            return parts.tree is not None or not layout or not reads_tree(layout.tree_fields)
        return name in parts.lists or not _fields(name, layout)

    def _list(self, name: str, layout: Layout) -> tuple[bool, int]:
        """Read a list: (whether it was closed, the offset of what it should not hold or -1)."""
        parts = self.parts
        if name == STRINGS:
            hint = max(0, min(self._most - self._stream.position, _MOST_TEXT))
            parts.texts = read_strings(self._stream, hint, self._tell)
            return parts.texts.closed, parts.texts.strange
        if name == TREE:
            parts.tree = read_nested(self._stream, layout.tree_fields, self._tell)
            return parts.tree.closed, parts.tree.strange
        columns, claimed = _columns_of(name, layout)
        # The shortest number and its comma take two bytes.
        most = max(0, self._most - self._stream.position) // (2 * len(columns.names)) + 1
        hint = min(most, claimed if claimed >= 0 else most)
        outcome = read_numbers(self._stream, columns, hint, self._tell)
        if name == NODES and "trace_node_id" in columns and not columns["trace_node_id"].any():
            columns.take("trace_node_id")  # Nobody tracked allocations: much room for zeros.
        parts.lists[name], parts.outcomes[name] = columns, outcome
        return outcome.closed, outcome.strange


def _fields(name: str, layout: Layout | None) -> list[str]:
    """The fields of the rows in a list of numbers."""
    if layout is None:
        return []
    return {
        NODES: layout.node_fields,
        EDGES: layout.edge_fields,
        LOCATIONS: layout.location_fields,
        SAMPLES: layout.sample_fields,
        FUNCTIONS: layout.function_fields,
    }[name]


def _columns_of(name: str, layout: Layout) -> tuple[ListedColumns, int]:
    """Fresh columns for a list of numbers, and how many rows it claims to have, -1 unknown."""
    fields, k = _fields(name, layout), len(layout.node_fields)
    if name == NODES:
        widths = {each: _NODE_WIDTHS[each] for each in fields if each in _NODE_WIDTHS}
        return ListedColumns(fields, widths), layout.node_count
    if name == EDGES:
        return ListedColumns(fields, _EDGE_WIDTHS, k), layout.edge_count
    widths = dict.fromkeys(fields, LONG)
    if name == LOCATIONS and "object_index" in widths:
        widths["object_index"] = MULTIPLE
    return ListedColumns(fields, widths, k, signed=True), -1
