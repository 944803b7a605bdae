"""Tables that walkers fill: growing columns, one scratch row per table, committed row by row.

The contract between a walker (JSON, protobuf ...) and whoever reads the columns afterwards:

* A `Layout` declares tables and their columns. Every column has one *slot*, an int64 in
  `Tables.slots`: the scratch row. A walker captures values into slots in any order and then
  calls `commit`, which writes the slots to the table's next row and puts the defaults back.
* A **leaf** table (attributes, points ...) is only ever committed. A **resumable** table's records
  start with `begin`, may hold records of other tables and end with `commit`. Before `begin` a
  walker may take a `checkpoint` and later `roll_back` to it: at the end of a block, when a table
  is full or an interner is. It then reads on from the place where that record starts. Rows, not
  slots, are rolled back, so captures must be assignments; `reset_leaves` at each (re)start.
* `Column.rows_of` makes a column a link: at `begin` (leaf tables: at `commit`) its slot takes the
  number of rows the named table has at that moment. For an enclosing record, committed only when
  it ends, that is the row it will get; for a table of details, the first row of this record's.
* Text columns hold ids of `Tables.texts`, key columns ids of `Tables.keys` (`intern`).

Kernels are handed `tables` (int64, one row a table, fields `ROWS` ...), `addresses` (int64, one a
column), `links` (int64 pairs slot, table), `slots` and `defaults`. Every kernel call may be the
last before `Tables.grow`, so addresses are read anew at each.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.layout import Column, Layout, Role, Table
from perfview.kernels.memory import load_signed, store8, store32, store_signed

(
    ROWS,
    CAPACITY,
    FIRST_COLUMN,
    WIDE,
    HALF,
    SMALL,
    FIRST_SLOT,
    SLOTS,
    FIRST_LINK,
    LINKS,
    RESUMABLE,
    OPEN,
    CHECKPOINT,
    FIELDS,
) = range(14)
"""Fields of a table's descriptor. WIDE, HALF, SMALL: how many columns of 8, 4 and 1 bytes."""


@inlined
def _described(tables, table):  # type: ignore[no-untyped-def]
    """Address of a table's descriptor: plain, because a signed index costs a check each time."""
    return np.int64(tables.ctypes.data) + table * (8 * FIELDS)


@inlined
def _set_links(tables, links, slots, described):  # type: ignore[no-untyped-def]
    at = np.int64(links.ctypes.data) + 16 * load_signed(described + 8 * FIRST_LINK)
    slot_at = np.int64(slots.ctypes.data)
    for _ in range(load_signed(described + 8 * LINKS)):
        rows = load_signed(_described(tables, load_signed(at + 8)) + 8 * ROWS)
        store_signed(slot_at + 8 * load_signed(at), rows)
        at += 16


@inlined
def _reset(slots, defaults, described):  # type: ignore[no-untyped-def]
    at = 8 * load_signed(described + 8 * FIRST_SLOT)
    target = np.int64(slots.ctypes.data) + at
    source = np.int64(defaults.ctypes.data) + at
    for _ in range(load_signed(described + 8 * SLOTS)):
        store_signed(target, load_signed(source))
        target += 8
        source += 8


@inlined
def begin(tables, links, slots, defaults, table):  # type: ignore[no-untyped-def]
    """Start a record of a resumable table: defaults into its slots, its links set."""
    described = _described(tables, table)
    _reset(slots, defaults, described)
    _set_links(tables, links, slots, described)
    store_signed(described + 8 * OPEN, np.int64(1))


@inlined
def is_resumable(tables, table):  # type: ignore[no-untyped-def]
    """Whether records of this table are begun, and reading may resume before them."""
    return load_signed(_described(tables, table) + 8 * RESUMABLE) != 0


@inlined
def commit(tables, addresses, links, slots, defaults, table):  # type: ignore[no-untyped-def]
    """Write the slots to the table's next row; False, and nothing written, when it is full.

    What does not fit a column of one byte (unsigned) counts as 0.
    """
    described = _described(tables, table)
    row = load_signed(described + 8 * ROWS)
    if row >= load_signed(described + 8 * CAPACITY):
        return False
    is_leaf = load_signed(described + 8 * RESUMABLE) == 0
    if is_leaf:
        _set_links(tables, links, slots, described)
    column = np.int64(addresses.ctypes.data) + 8 * load_signed(described + 8 * FIRST_COLUMN)
    slot = np.int64(slots.ctypes.data) + 8 * load_signed(described + 8 * FIRST_SLOT)
    for _ in range(load_signed(described + 8 * WIDE)):
        store_signed(load_signed(column) + 8 * row, load_signed(slot))
        column += 8
        slot += 8
    for _ in range(load_signed(described + 8 * HALF)):
        store32(load_signed(column) + 4 * row, load_signed(slot))
        column += 8
        slot += 8
    for _ in range(load_signed(described + 8 * SMALL)):
        value = load_signed(slot)
        store8(load_signed(column) + row, value if 0 <= value <= 255 else np.int64(0))
        column += 8
        slot += 8
    store_signed(described + 8 * ROWS, row + 1)
    store_signed(described + 8 * OPEN, np.int64(0))
    if is_leaf:
        _reset(slots, defaults, described)
    return True


@inlined
def checkpoint(tables):  # type: ignore[no-untyped-def]
    """Remember how many rows every table has."""
    for t in range(tables.shape[0]):
        described = _described(tables, t)
        store_signed(described + 8 * CHECKPOINT, load_signed(described + 8 * ROWS))


@inlined
def roll_back(tables):  # type: ignore[no-untyped-def]
    """Forget the rows written since the last checkpoint."""
    for t in range(tables.shape[0]):
        tables[t, ROWS] = tables[t, CHECKPOINT]


@inlined
def reset_leaves(tables, slots, defaults):  # type: ignore[no-untyped-def]
    """Put the defaults into the slots of all leaf tables: none of their records is open."""
    for t in range(tables.shape[0]):
        if tables[t, RESUMABLE] == 0:
            _reset(slots, defaults, _described(tables, t))


@kernel(
    "boolean(int64[:,::1], int64[::1], int64[:,::1], int64[::1], int64[::1], int64)", _nrt=False
)
def _commit_one(tables, addresses, links, slots, defaults, table):  # type: ignore[no-untyped-def]
    return commit(tables, addresses, links, slots, defaults, table)


@kernel("void(int32[::1], int32[::1], int32[::1])", _nrt=False)
def remap(target: NDArray[np.int32], source: NDArray[np.int32], ids: NDArray[np.int32]) -> None:
    """target[i] = ids[source[i]]; negative ids stay as they are. Both may be the same array."""
    for i in range(source.size):
        old = source[i]
        target[i] = old if old < 0 else ids[old]


class Tables:
    """The tables of one worker: its columns, scratch row and interners. Not thread-safe."""

    def __init__(self, layout: Layout, rows: int = 1 << 12) -> None:
        self.layout = layout
        self.texts = Interner()
        self.keys = Interner(1 << 10, 1 << 16)
        for key in layout.constant_keys:
            self.keys.add(key)
        self._columns = [np.empty(rows, column.dtype) for _, column in layout.columns()]
        self.tables = np.zeros((len(layout.tables), FIELDS), np.int64)
        self.addresses = np.zeros(len(self._columns), np.int64)
        self.defaults = np.array([c.default for _, c in layout.columns()], np.int64)
        self.slots = self.defaults.copy()
        self.links = np.zeros((0, 2), np.int64)
        self._describe(rows)

    def _describe(self, rows: int) -> None:
        links: list[tuple[int, int]] = []
        for t, table in enumerate(self.layout.tables):
            first = self.layout.first_slot(table.name)
            widths = [np.dtype(c.dtype).itemsize for c in table.columns]
            linked = [
                (first + i, self.layout.index(c.rows_of))
                for i, c in enumerate(table.columns)
                if c.role is Role.LINK
            ]
            described = self.tables[t]
            described[CAPACITY] = rows
            described[FIRST_COLUMN] = described[FIRST_SLOT] = first
            described[WIDE], described[HALF], described[SMALL] = map(widths.count, (8, 4, 1))
            described[SLOTS] = len(widths)
            described[FIRST_LINK], described[LINKS] = len(links), len(linked)
            described[RESUMABLE] = table.resumable
            links += linked
        self.links = np.array(links, np.int64).reshape(-1, 2)
        self.addresses[:] = [column.ctypes.data for column in self._columns]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.tables[self.layout.index(table), ROWS])

    def column(self, table: str, column: str) -> NDArray[Any]:
        """The rows of one column: a view, valid until the table grows."""
        return self._columns[self.layout.slot(table, column)][: self.rows(table)]

    def reserve(self, table: str, rows: int) -> None:
        """Make room for at least `rows` rows. Untouched room costs address space, not memory."""
        t = self.layout.index(table)
        if rows <= int(self.tables[t, CAPACITY]):
            return
        kept = int(self.tables[t, ROWS])
        for c in self._slots_of(self.layout.tables[t]):
            grown = np.empty(rows, self._columns[c].dtype)
            grown[:kept] = self._columns[c][:kept]
            self._columns[c] = grown
            self.addresses[c] = grown.ctypes.data
        self.tables[t, CAPACITY] = rows

    def grow(self, table: int) -> None:
        """Make half as much room again in the table a walker found full."""
        capacity = int(self.tables[table, CAPACITY])
        self.reserve(self.layout.tables[table].name, capacity + capacity // 2 + 1024)

    def extend(self, table: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Append whole rows to a leaf table, between two calls of a walker; all its columns."""
        t = self.layout.index(table)
        before = self.rows(table)
        added = len(next(iter(columns.values())))
        if before + added > int(self.tables[t, CAPACITY]):
            self.reserve(table, max(before + added, before + before // 2 + 1024))
        for name, values in columns.items():
            self._columns[self.layout.slot(table, name)][before : before + added] = values
        self.tables[t, ROWS] = before + added

    def count(self, table: str, rows: int) -> None:
        """Let a table without columns count this many more."""
        self.tables[self.layout.index(table), ROWS] += rows

    def keep_cut_off(self) -> None:
        """Commit the open records of tables that are worth having even when cut off."""
        for t, table in enumerate(self.layout.tables):
            if table.keep_cut_off and self.tables[t, OPEN]:
                while not _commit_one(
                    self.tables, self.addresses, self.links, self.slots, self.defaults, t
                ):
                    self.grow(t)

    def append(self, other: Tables) -> None:
        """Take over the rows of the worker that read on where this one stopped; empties it."""
        before = {table.name: self.rows(table.name) for table in self.layout.tables}
        for name, rows in before.items():
            self.reserve(name, rows + other.rows(name))
        # Numbers move on a thread of their own while texts, which may be many, are united.
        moving = threading.Thread(target=self._append_numbers, args=(other, before))
        moving.start()
        ids = {Role.TEXT: self.texts.merge(other.texts), Role.KEY: self.keys.merge(other.keys)}
        for target, source, column in self._passages(other, before, *ids):
            remap(target, source, ids[column.role])
        moving.join()
        for t in range(len(before)):
            self.tables[t, ROWS] += other.tables[t, ROWS]
            self.tables[t, OPEN] = other.tables[t, OPEN]
            other.tables[t, ROWS] = other.tables[t, CAPACITY] = 0
        self.slots[:] = other.slots

    def _append_numbers(self, other: Tables, before: dict[str, int]) -> None:
        for target, source, column in self._passages(other, before, Role.NUMBER, Role.LINK):
            np.add(source, column.dtype(before.get(column.rows_of, 0)), out=target)

    def _passages(
        self, other: Tables, before: dict[str, int], *roles: Role
    ) -> Iterator[tuple[NDArray[Any], NDArray[Any], Column]]:
        """Of columns of these roles: the rows behind those `before`, and the other's, let go."""
        for c, (table, column) in enumerate(self.layout.columns()):
            if column.role in roles:
                start, source = before[table.name], other.column(table.name, column.name)
                other._columns[c] = np.empty(0, column.dtype)
                yield self._columns[c][start : start + len(source)], source, column

    def _slots_of(self, table: Table) -> range:
        first = self.layout.first_slot(table.name)
        return range(first, first + len(table.columns))

    def text_columns(self) -> Iterator[NDArray[np.int32]]:
        """The columns that hold text ids, for whoever renumbers the texts."""
        return self._columns_of(Role.TEXT)

    def key_columns(self) -> Iterator[NDArray[np.int32]]:
        """The columns that hold key ids, for whoever renumbers the keys."""
        return self._columns_of(Role.KEY)

    def _columns_of(self, role: Role) -> Iterator[NDArray[Any]]:
        for table, column in self.layout.columns():
            if column.role is role:
                yield self.column(table.name, column.name)
