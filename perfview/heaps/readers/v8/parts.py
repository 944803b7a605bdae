"""The members of a snapshot's one object, whatever their order, each read as what it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfview.heaps.readers.v8.columns import Columns
from perfview.heaps.readers.v8.layout import Layout, layout_of
from perfview.heaps.readers.v8.numbers import Outcome, read_numbers
from perfview.heaps.readers.v8.stacks import Tree, read_nested, reads_tree
from perfview.heaps.readers.v8.stream import Broken, Stream
from perfview.heaps.readers.v8.texts import Texts, read_strings
from perfview.kernels.number_columns import BYTE, LONG, MULTIPLE, WORD
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress

NODES, EDGES, STRINGS = "nodes", "edges", "strings"
LOCATIONS, SAMPLES, FUNCTIONS = "locations", "samples", "trace_function_infos"
TREE, HEAD = "trace_tree", "snapshot"
KNOWN = {HEAD, NODES, EDGES, STRINGS, LOCATIONS, SAMPLES, FUNCTIONS, TREE}

_LARGEST_HEAD = 16 << 20
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

    lists and outcomes by member; `broken` is the offset at which the file stops being JSON, -1
    where it is whole, `inside` the member it breaks off in. `passed_over` says that a list stood
    before the head, so that it has to be read once more.
    """

    layout: Layout | None = None
    lists: dict[str, Columns] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    tree: Tree | None = None
    texts: Texts | None = None
    broken: int = -1
    inside: str = ""
    passed_over: bool = False


class Walk:
    """One pass over the file. `most` bounds its bytes, as far as known."""

    def __init__(self, stream: Stream, most: int, progress: Progress, parts: Parts) -> None:
        self.parts = parts
        self._stream, self._most, self._progress = stream, most, progress

    def run(self) -> None:
        """Read all members. Raises `UnreadableInput` and `Cancelled`."""
        stream, parts = self._stream, self.parts
        try:
            stream.expect(b"{")
            while not stream.take(b"}"):
                parts.inside = ""
                name = stream.key()
                parts.inside = name
                self._member(name)
                if not stream.take(b","):
                    stream.expect(b"}")
                    break
            parts.inside = ""
        except Broken:
            parts.broken = stream.position

    def _member(self, name: str) -> None:
        layout = self.parts.layout
        if name == HEAD:
            self._stream.next_byte()
            offset = self._stream.position
            head = self._stream.value(_LARGEST_HEAD)
            self.parts.layout = layout or layout_of(head, offset)
        elif name not in KNOWN or name in self.parts.lists or self._stream.next_byte() != 0x5B:
            self._stream.value()
        elif layout is None:
            self.parts.passed_over = True
            self._stream.value()
        else:
            self._stream.expect(b"[")
            self._list(name, layout)

    def _list(self, name: str, layout: Layout) -> None:
        if name == STRINGS:
            hint = min(self._most - self._stream.position, 1 << 33)
            self.parts.texts = read_strings(self._stream, max(hint, 0), self._progress)
            self._go_on(self.parts.texts.closed, self.parts.texts.strange, name)
        elif name == TREE:
            if not reads_tree(layout.tree_fields):
                raise Broken
            self.parts.tree = read_nested(self._stream, layout.tree_fields, self._progress)
            self._go_on(self.parts.tree.closed, self.parts.tree.strange, name)
        else:
            self._numbers(name, layout)

    def _numbers(self, name: str, layout: Layout) -> None:
        columns, claimed = _columns_of(name, layout)
        # The shortest number and its comma take two bytes.
        most = max(0, self._most - self._stream.position) // (2 * len(columns.names)) + 1
        hint = min(most, claimed if claimed >= 0 else most)
        outcome = read_numbers(self._stream, columns, hint, self._progress)
        self.parts.lists[name], self.parts.outcomes[name] = columns, outcome
        self._go_on(outcome.closed, outcome.strange, name)

    def _go_on(self, closed: bool, strange: int, name: str) -> None:
        """Go on behind a list, also one that holds something else than it should."""
        if strange >= 0 and name in (NODES, EDGES):
            raise UnreadableInput("x", offset=strange)
        if not closed and strange < 0:
            raise Broken


def _columns_of(name: str, layout: Layout) -> tuple[Columns, int]:
    """Fresh columns for a list of numbers, and how many rows it claims to have, -1 unknown."""
    k = len(layout.node_fields)
    if name == NODES:
        widths = {each: _NODE_WIDTHS[each] for each in layout.node_fields if each in _NODE_WIDTHS}
        return Columns(layout.node_fields, widths), layout.node_count
    if name == EDGES:
        return Columns(layout.edge_fields, _EDGE_WIDTHS, k), layout.edge_count
    fields = {
        LOCATIONS: layout.location_fields,
        SAMPLES: layout.sample_fields,
        FUNCTIONS: layout.function_fields,
    }[name]
    widths = dict.fromkeys(fields, LONG)
    if name == LOCATIONS and "object_index" in widths:
        widths["object_index"] = MULTIPLE
    return Columns(fields, widths, k, signed=True), -1
