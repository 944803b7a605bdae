"""What a reader brings to the protobuf walker: which fields go where, declared and then compiled.

A schema is a tree of `Message`s with `Field`s by number. A field is captured into a column
(`into="spans.start"`), descended into (`message=`), or both; whatever is not named is skipped. A
message with `record="spans"` is a row, committed where it ends (and begun where it starts, when
its table is resumable). A field with `commit=` adds a row of its own.

The walker reads a `stream` message field by field, however long it is; any other is a *unit*,
taken whole or not at all. So streams are the containers down to the records, and a unit must fit
into memory. https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.layout import Layout, Role


class Wire(IntEnum):
    """How a field's bytes are delimited."""

    VARINT = 0
    FIXED64 = 1
    BYTES = 2
    GROUP = 3
    END_GROUP = 4
    FIXED32 = 5


class Capture(IntEnum):
    """How a field's value is put into its column."""

    NOTHING = 0
    VARINT = 1
    """int32, int64, uint64, bool or enum, as int64; packed or not."""
    ZIGZAG = 2
    """sint32 or sint64; packed or not."""
    FIXED64 = 3
    """The 8 bytes as int64; packed or not."""
    FIXED32 = 4
    """The 4 bytes, without sign; packed or not."""
    TEXT = 5
    """A string, interned."""
    KEY = 6
    """A string, interned among the keys."""
    ID8 = 7
    """Bytes that are a big-endian number of 64 bits."""
    ID16 = 8
    """The same of 128 bits: its halves into the named column and the next."""
    REFERENCE = 9
    """Where the value stands (`references.pack`), whatever its wire type."""
    AROUND = 10
    """Where the message stands that the field is in."""
    SIGN = 11
    """Not the value but `reference_type`, as a sign that the field is there; any wire type."""


_WIRES = {
    Capture.VARINT: Wire.VARINT,
    Capture.ZIGZAG: Wire.VARINT,
    Capture.FIXED64: Wire.FIXED64,
    Capture.FIXED32: Wire.FIXED32,
}


@dataclass(frozen=True)
class Field:
    """One field. `into` is "table.column"; `reference_type` goes into a reference.

    `wire` is needed only for references to values that are not bytes. `constant` is
    ("table.column", number), set before `commit` adds the row to that table. `message` is what
    the bytes are, `choice` what they may be.
    """

    capture: Capture = Capture.NOTHING
    into: str = ""
    reference_type: int = 0
    wire: Wire | None = None
    message: Message | None = None
    choice: Choice | None = None
    constant: tuple[str, int] | None = None
    commit: str = ""


@dataclass(frozen=True)
class Message:
    """A message: its fields by number, the table it is a row of, and whether it is a stream."""

    fields: dict[int, Field] = field(default_factory=dict)
    record: str = ""
    stream: bool = False


@dataclass(frozen=True)
class Choice:
    """Messages that only their content tells apart.

    `signs` are (field number, wire type) to message; the first sign met decides.
    """

    signs: dict[tuple[int, Wire], Message]
    otherwise: Message


(FIRST_TAG, TAGS, RECORD, BEGINS, STREAM, OTHERWISE, PAIR, MESSAGE_FIELDS) = range(8)
"""Fields of a message. A choice is one as well, its sites' children being the messages.

PAIR: of a message {1: key, 2: message of references} that is a row of just these two, as entries
of maps and attributes are, the number of the inner message; -1 for others. It is only a shortcut.
"""

(CAPTURE, SLOT, DETAIL, CHILD, CHOOSES, COMMIT, CONSTANT_SLOT, CONSTANT, PACKED, SITE_FIELDS) = (
    range(10)
)
"""Fields of a site, that is of a field of one wire type in one message."""

LARGEST_FIELD = 1 << 14


@dataclass(frozen=True)
class Schema:
    """A schema as arrays, for the walker; shared by all workers. The root is message 0."""

    layout: Layout
    messages: NDArray[np.int64]
    sites: NDArray[np.int64]
    lookup: NDArray[np.int32]
    """The site of each tag (number << 3 | wire type) of each message, -1 none."""


class _Compiler:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.messages: list[list[int]] = []
        self.sites: list[list[int]] = []
        self.tags: list[dict[int, int]] = []
        self.known: dict[int, int] = {}

    def slot(self, column: str) -> int:
        table, _, name = column.partition(".")
        return self.layout.slot(table, name)

    def _new(self) -> tuple[int, list[int]]:
        described = [-1] * MESSAGE_FIELDS
        described[BEGINS] = described[STREAM] = 0
        self.messages.append(described)
        self.tags.append({})
        return len(self.messages) - 1, described

    def message(self, message: Message) -> int:
        if id(message) in self.known:
            return self.known[id(message)]
        at, described = self._new()
        self.known[id(message)] = at
        described[STREAM] = int(message.stream)
        if message.record:
            described[RECORD] = self.layout.index(message.record)
            described[BEGINS] = int(self.layout.tables[described[RECORD]].resumable)
        for number, declared in message.fields.items():
            self.field(at, number, declared)
        if self._is_pair(message):
            described[PAIR] = self.message(message.fields[2].message or message)
        return at

    def _is_pair(self, message: Message) -> bool:
        if not message.record or set(message.fields) != {1, 2}:
            return False
        table = self.layout.tables[self.layout.index(message.record)]
        key, value = message.fields[1], message.fields[2].message
        if table.resumable or [c.role for c in table.columns] != [Role.NUMBER, Role.KEY]:
            return False
        if value is None or message.fields[2] != Field(message=value) or value.record:
            return False
        reference, key_column = (f"{table.name}.{c.name}" for c in table.columns)
        fields = value.fields.values()
        return key == Field(Capture.KEY, key_column) and all(
            replace(f, reference_type=0, wire=None) == Field(f.capture, reference)
            and f.capture in (Capture.REFERENCE, Capture.AROUND)
            for f in fields
        )

    def choice(self, choice: Choice) -> int:
        at, described = self._new()
        described[OTHERWISE] = self.message(choice.otherwise)
        for (number, wire), message in choice.signs.items():
            site = self._site(at, number, wire)
            site[CHILD] = self.message(message)
        return at

    def field(self, message: int, number: int, declared: Field) -> None:
        wire = declared.wire
        if wire is None:
            wire = _WIRES.get(declared.capture, Wire.BYTES)
        self._describe(self._site(message, number, wire), declared)
        if declared.capture in _WIRES:
            site = self._site(message, number, Wire.BYTES)
            self._describe(site, declared)
            site[PACKED] = 1

    def _site(self, message: int, number: int, wire: Wire) -> list[int]:
        if not 0 < number < LARGEST_FIELD:
            raise ValueError(f"The walker has no room for field number {number}")
        site = [-1] * SITE_FIELDS
        site[CAPTURE] = site[CHOOSES] = site[PACKED] = 0
        self.tags[message][number << 3 | int(wire)] = len(self.sites)
        self.sites.append(site)
        return site

    def _describe(self, site: list[int], declared: Field) -> None:
        site[CAPTURE], site[DETAIL] = int(declared.capture), declared.reference_type
        if declared.into:
            site[SLOT] = self.slot(declared.into)
        if declared.constant:
            site[CONSTANT_SLOT] = self.slot(declared.constant[0])
            site[CONSTANT] = declared.constant[1]
        if declared.commit:
            site[COMMIT] = self.layout.index(declared.commit)
        if declared.choice:
            site[CHILD], site[CHOOSES] = self.choice(declared.choice), 1
        elif declared.message:
            site[CHILD] = self.message(declared.message)

    def lookup(self) -> NDArray[np.int32]:
        rows = []
        first = 0
        for described, tags in zip(self.messages, self.tags, strict=True):
            row = np.full(max(tags, default=-1) + 1, -1, np.int32)
            for tag, site in tags.items():
                row[tag] = site
            described[FIRST_TAG], described[TAGS] = first, len(row)
            first += len(row)
            rows.append(row)
        return np.concatenate(rows)


def compile_schema(root: Message, layout: Layout) -> Schema:
    """The arrays of a schema.

    Raises KeyError for a column or table the layout does not have, ValueError for field numbers
    the walker has no room for.
    """
    compiler = _Compiler(layout)
    compiler.message(root)
    lookup = compiler.lookup()
    return Schema(
        layout=layout,
        messages=np.array(compiler.messages, np.int64),
        sites=np.array(compiler.sites, np.int64).reshape(-1, SITE_FIELDS),
        lookup=lookup,
    )
