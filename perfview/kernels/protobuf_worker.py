"""One worker of the protobuf walker: its state, its tables, and their growing."""

from __future__ import annotations

import numpy as np

from perfview.kernels.protobuf_capture import KEYS_FULL, NEXT_KEYS, TABLE_FULL, TEXTS_FULL
from perfview.kernels.protobuf_schema import Schema
from perfview.kernels.protobuf_walker import (
    DAMAGED,
    DEPTH,
    FIELDS,
    FIRST_DAMAGE,
    FRAMING,
    FULL_TABLE,
    LIMIT,
    MOST_DEPTH,
    ODD_IDS,
    ORIGIN,
    PLAIN,
    POSITION,
    SKIM_TO,
    STOP,
    WANTED,
    walk,
)
from perfview.kernels.tables import ROWS, Tables

NO_END = 1 << 61


class Worker:
    """Walks a stream from its start, or on from where `skim` led it, into tables of its own."""

    def __init__(self, schema: Schema, framing: int = PLAIN, stop: int = NO_END) -> None:
        self.schema = schema
        self.tables = Tables(schema.layout)
        self._state = np.zeros(FIELDS, np.int64)
        self._frames = np.zeros((MOST_DEPTH, 3), np.int64)
        self._followers = np.zeros((NEXT_KEYS, 2), np.int32)
        self._state[FRAMING] = framing
        self._frames[0, 2] = NO_END
        self.stop = stop

    @property
    def position(self) -> int:
        """The offset from which it has to read on."""
        return int(self._state[POSITION])

    @property
    def wanted(self) -> int:
        """The offset up to which it needs bytes to make any progress."""
        return int(self._state[WANTED])

    @property
    def is_between_documents(self) -> bool:
        """Whether the outermost message is at a field's boundary: a stream may end here."""
        return int(self._state[DEPTH]) == 0

    @property
    def damaged(self) -> int:
        """How many units or stretches made no sense and were left out."""
        return int(self._state[DAMAGED])

    @property
    def first_damage(self) -> int:
        """The offset of the first of them."""
        return int(self._state[FIRST_DAMAGE])

    @property
    def odd_ids(self) -> int:
        """How many ids had not the length they should have."""
        return int(self._state[ODD_IDS])

    @property
    def stop(self) -> int:
        """The offset at which another worker began."""
        return int(self._state[STOP])

    @stop.setter
    def stop(self, offset: int) -> None:
        self._state[STOP] = offset

    def skim_to(self, offset: int) -> None:
        """From now on skip every unit up to that offset; 0: read again, into empty tables."""
        self._state[SKIM_TO] = offset
        if not offset:
            self.tables.tables[:, ROWS] = 0
            self._state[DAMAGED] = self._state[ODD_IDS] = 0

    def walk(self, address: int, length: int, offset: int) -> int:
        """Walk on over the `length` bytes at `address`, which begin at `offset` of the stream.

        The buffer must be padded. Returns MORE, STOPPED, PASSED, REACHED or BROKEN.
        """
        state, tables, schema = self._state, self.tables, self.schema
        state[LIMIT], state[ORIGIN] = address + length, address - offset
        room = 0
        while True:
            code = walk(
                state,
                self._frames,
                schema.messages,
                schema.sites,
                schema.lookup,
                tables.tables,
                tables.addresses,
                tables.links,
                tables.slots,
                tables.defaults,
                tables.texts.address,
                tables.keys.address,
                self._followers,
            )
            if code == TABLE_FULL:
                tables.grow(int(state[FULL_TABLE]))
            elif code == TEXTS_FULL:
                tables.texts.grow(room)
            elif code == KEYS_FULL:
                tables.keys.grow(room)
            else:
                return int(code)
            # Where doubling did not help, a text is in the way that is longer than that.
            room = length if code in (TEXTS_FULL, KEYS_FULL) and not room else 0
