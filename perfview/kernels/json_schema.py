"""What a reader brings to the JSON walker: which values go where, declared and then compiled.

A schema is a tree of `Value`s. A value is captured into a column (`into="spans.start"`), or it has
an `object` whose keys or an `array` whose elements are values themselves; whatever is neither is
skipped. An object with `record="spans"` is a row: it begins with the object and is committed at
its end. A map-shaped object names no keys: every key goes to `every_key`, every value to
`every_value`, which then commits a row itself (`commit=`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import hash_bytes
from perfview.kernels.jit import inlined
from perfview.kernels.layout import Layout
from perfview.kernels.memory import PAD, load_signed


class Capture(IntEnum):
    """How a value is put into its column; null always leaves the default."""

    SKIP = 0
    TEXT = 1
    """A string, interned."""
    KEY = 2
    """A string, interned among the keys."""
    NUMBER = 3
    """A number or a string of one, times 10**scale, int64: rounded, or the rest `cut` off."""
    ID8 = 4
    """An id of 8 bytes: a string (`numbers.parse_id`) or a whole number."""
    ID16 = 5
    """The same of 16 bytes, its halves into the named column and the next."""
    NAME = 6
    """A number, or a string that is one of `names`."""
    REFERENCE = 7
    """Any value: where it stands (`references.pack`)."""
    TIME = 8
    """A number or a string of one, times 10**scale, or a string that `moments` reads: int64 ns."""
    WORD = 9
    """A string, or a number, true or false as written: interned."""
    BYTE = 10
    """The first byte of the same, 0 of an empty string."""


@dataclass(frozen=True)
class Value:
    """One place for a value. `into` is "table.column".

    `reference_type` overrides the type in a reference (strings that are to be read as bytes, say).
    `constant` is ("table.column", number), set before `commit` adds the row to that table; null
    and what is empty then add none.
    `trailing_comma` allows one behind the last element of `array`.
    """

    capture: Capture = Capture.SKIP
    into: str = ""
    scale: int = 0
    cut: bool = False
    reference_type: int = -1
    names: dict[str, int] = field(default_factory=dict)
    constant: tuple[str, int] | None = None
    commit: str = ""
    object: Object | None = None
    array: Value | None = None
    trailing_comma: bool = False


@dataclass(frozen=True)
class Object:
    """An object: known keys (unknown ones are skipped), or a map of everything.

    `place` is a column that takes a reference to where the object begins, its length left open
    (`references.LONGEST`).
    """

    keys: dict[str, Value] = field(default_factory=dict)
    record: str = ""
    place: str = ""
    every_key: Value | None = None
    every_value: Value | None = None


AFTER, KEY, FIRST_KEY, COLON, VALUE, FIRST_ELEMENT, BETWEEN = range(7)
"""What comes next, for the strict walk: after a value, a key, ... between documents."""

(
    IS_OBJECT,
    IS_MAP,
    PARENT,
    RECORD,
    PLACE_SLOT,
    ELEMENT,
    KEY_SITE,
    VALUE_SITE,
    SITE,
    LENIENT,
    STATE_FIELDS,
) = range(11)
"""Fields of a state, that is of an object or array the walk may be in. LENIENT: a comma may stand
behind the last element."""

(
    CAPTURE,
    SLOT,
    DETAIL,
    COUNT,
    CONSTANT_SLOT,
    CONSTANT,
    COMMIT,
    STATE,
    MODE,
    CHILD_OBJECT,
    CHILD_ARRAY,
    KEY_LENGTH,
    SITE_FIELDS,
) = range(13)
"""Fields of a site, that is of a place for a value. DETAIL: scale, reference type, first name.
COUNT: of names, or 1 for numbers to be cut off."""


@inlined
def site_field(sites, site, which):  # type: ignore[no-untyped-def]
    """A field of a site; `sites` is the address of `Schema.sites`."""
    return load_signed(sites + 8 * (site * SITE_FIELDS + which))


@inlined
def state_field(states, state, which):  # type: ignore[no-untyped-def]
    """A field of a state; `states` is the address of `Schema.states`."""
    return load_signed(states + 8 * (state * STATE_FIELDS + which))


KEY_SLOTS, LONGEST_KEY, KEY_ROOM = 64, 32, 40
LONGEST_ESCAPED = 6 * LONGEST_KEY
"""A string of keys, numbers, ids or names that is longer is not looked at when it has escapes."""
HASH_FACTOR = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Schema:
    """A schema as arrays, for the walker; shared by all workers."""

    layout: Layout
    states: NDArray[np.int64]
    sites: NDArray[np.int64]
    keys: NDArray[np.int64]
    """(states, 64): open-addressed table of the sites of an object's keys, -1 free."""
    key_bytes: NDArray[np.uint8]
    names: NDArray[np.uint64]
    """(hash of a name, its number)."""
    paths: dict[str, int]

    def site(self, path: str) -> int:
        """The site of a place such as ``resourceSpans[]``. Raises KeyError."""
        return self.paths[path]


def key_slot(key: bytes) -> int:
    """Where an object's table of keys is first looked at for this key."""
    word = int.from_bytes(key[:8], "little") ^ len(key)
    return ((word * HASH_FACTOR) & (2**64 - 1)) >> 58


def _hash_of(text: str) -> int:
    padded = np.zeros(len(text) + PAD, np.uint8)
    padded[: len(text)] = np.frombuffer(text.encode("ascii"), np.uint8)
    return int(hash_bytes(padded.ctypes.data, len(text)))


class _Compiler:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.states: list[list[int]] = []
        self.sites: list[list[int]] = []
        self.site_keys: list[bytes] = []
        self.tables: list[dict[bytes, int]] = []
        self.names: list[tuple[int, int]] = []
        self.paths: dict[str, int] = {}

    def slot(self, column: str) -> int:
        table, _, name = column.partition(".")
        return self.layout.slot(table, name)

    def value(self, value: Value, state: int, mode: int, path: str, key: bytes = b"") -> int:
        at = len(self.sites)
        fields = [-1] * SITE_FIELDS
        fields[CAPTURE], fields[STATE], fields[MODE] = int(value.capture), state, mode
        fields[KEY_LENGTH] = len(key)
        if value.into:
            fields[SLOT] = self.slot(value.into)
        if value.capture in (Capture.NUMBER, Capture.TIME):
            fields[DETAIL], fields[COUNT] = value.scale, int(value.cut)
        elif value.capture is Capture.REFERENCE:
            fields[DETAIL] = value.reference_type
        elif value.capture is Capture.NAME:
            fields[DETAIL], fields[COUNT] = len(self.names), len(value.names)
            self.names += [(_hash_of(name), number) for name, number in value.names.items()]
        if value.constant:
            fields[CONSTANT_SLOT], fields[CONSTANT] = (
                self.slot(value.constant[0]),
                value.constant[1],
            )
        if value.commit:
            fields[COMMIT] = self.layout.index(value.commit)
        self.sites.append(fields)
        self.site_keys.append(key)
        self.paths[path] = at
        if value.object:
            fields[CHILD_OBJECT] = self.object(value.object, state, at, path)
        if value.array:
            fields[CHILD_ARRAY] = self.array(value.array, state, at, path)
            self.states[fields[CHILD_ARRAY]][LENIENT] = int(value.trailing_comma)
        return at

    def _state(self, parent: int, site: int) -> list[int]:
        fields = [-1] * STATE_FIELDS
        fields[IS_OBJECT] = fields[IS_MAP] = fields[LENIENT] = 0
        fields[PARENT], fields[SITE] = parent, site
        self.states.append(fields)
        self.tables.append({})
        return fields

    def array(self, element: Value, parent: int, site: int, path: str) -> int:
        at = len(self.states)
        fields = self._state(parent, site)
        fields[ELEMENT] = self.value(element, at, AFTER, f"{path}[]")
        return at

    def object(self, shape: Object, parent: int, site: int, path: str) -> int:
        at = len(self.states)
        fields = self._state(parent, site)
        fields[IS_OBJECT] = 1
        if shape.record:
            fields[RECORD] = self.layout.index(shape.record)
        if shape.place:
            fields[PLACE_SLOT] = self.slot(shape.place)
        if shape.every_key and shape.every_value:
            fields[IS_MAP] = 1
            fields[KEY_SITE] = self.value(shape.every_key, at, COLON, f"{path}.<key>")
            fields[VALUE_SITE] = self.value(shape.every_value, at, AFTER, f"{path}.<value>")
            return at
        fields[VALUE_SITE] = self.value(Value(), at, AFTER, f"{path}.<unknown>")
        for name, value in shape.keys.items():
            key = name.encode("ascii")
            if len(key) > LONGEST_KEY or len(shape.keys) > KEY_SLOTS // 2:
                raise ValueError(f"The walker cannot hold {name} among {len(shape.keys)} keys")
            inner = f"{path}.{name}" if path else name
            self.tables[at][key] = self.value(value, at, AFTER, inner, key)
        return at

    def key_arrays(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        table = np.full((len(self.states), KEY_SLOTS), -1, np.int64)
        for state, keys in enumerate(self.tables):
            for key, site in keys.items():
                at = key_slot(key)
                while table[state, at] >= 0:
                    at = (at + 1) % KEY_SLOTS
                table[state, at] = site
        key_bytes = np.zeros((len(self.sites) + PAD // KEY_ROOM + 1, KEY_ROOM), np.uint8)
        for site, key in enumerate(self.site_keys):
            key_bytes[site, : len(key)] = np.frombuffer(key, np.uint8)
        return table, key_bytes


def compile_schema(root: Value, layout: Layout) -> Schema:
    """The arrays of a schema. Raises KeyError for a column or table the layout does not have."""
    compiler = _Compiler(layout)
    compiler.value(root, -1, BETWEEN, "")
    keys, key_bytes = compiler.key_arrays()
    return Schema(
        layout=layout,
        states=np.array(compiler.states, np.int64),
        sites=np.array(compiler.sites, np.int64),
        keys=keys,
        key_bytes=key_bytes,
        names=np.array(compiler.names, np.uint64).reshape(-1, 2),
        paths=compiler.paths,
    )
