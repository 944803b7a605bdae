"""One worker of the JSON walker: its memory of glue and keys, and what grows while it reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.json_glue import MOST_ACTS
from perfview.kernels.json_memory import GLUE_ROOM, KEY_TEXT_ROOM, MEMO_FIELDS, WAYS
from perfview.kernels.json_schema import (
    AFTER,
    BETWEEN,
    COLON,
    FIRST_ELEMENT,
    FIRST_KEY,
    IS_OBJECT,
    KEY,
    LONGEST_ESCAPED,
    VALUE,
    Schema,
)
from perfview.kernels.json_walker import (
    AT,
    CHECK_AT,
    CHECK_SITE,
    FINAL,
    FINISHED,
    FULL_TABLE,
    KEYS_FULL,
    MACHINE_FIELDS,
    MEMO,
    MORE,
    ROWS_FULL,
    SHIFT,
    STOP_AT,
    TAKEN,
    TAKEN_OVER,
    TEXTS_FULL,
    WRONG,
    WRONG_AT,
    WRONG_MODE,
    WRONG_STATE,
    walk,
)
from perfview.kernels.memory import PAD
from perfview.kernels.tables import Tables

NEVER = 1 << 62

__all__ = ["FINISHED", "MORE", "NEVER", "TAKEN", "WRONG", "JsonMachine", "Wrong"]


@dataclass(frozen=True)
class Wrong:
    """Where the input stopped making sense and what JSON asks for there."""

    offset: int
    expected: str


class JsonMachine:
    """Feeds blocks of one stream to the walker, into `tables`. `memo=False` only for tests."""

    def __init__(self, schema: Schema, tables: Tables, memo: bool = True) -> None:
        self.tables = tables
        self._schema = schema
        self._machine = np.zeros(MACHINE_FIELDS, np.int64)
        self._machine[MEMO] = memo
        self._machine[TAKEN_OVER] = NEVER
        entries = len(schema.sites) * WAYS
        self._memo = np.zeros((entries, MEMO_FIELDS), np.int64)
        self._masks = np.zeros(entries, np.uint64)
        self._glue = np.zeros(entries * GLUE_ROOM + PAD, np.uint8)
        self._tries = np.zeros(len(schema.sites), np.int64)
        self._acts = np.zeros((MOST_ACTS, 2), np.int64)
        self._scratch = np.zeros(LONGEST_ESCAPED + PAD, np.uint8)
        self._following = np.zeros((0, 2), np.int64)
        self._key_masks = np.zeros(0, np.uint64)
        self._key_texts = np.zeros(0, np.uint8)
        self._hold_keys()

    def _hold_keys(self) -> None:
        """As much room for what is known about keys as the interner has for keys."""
        room = self.tables.keys.room
        known = len(self._key_masks)
        following, masks = np.zeros((room, 2), np.int64), np.zeros(room, np.uint64)
        texts = np.zeros(room * KEY_TEXT_ROOM + PAD, np.uint8)
        following[:known], masks[:known] = self._following, self._key_masks
        texts[: known * KEY_TEXT_ROOM] = self._key_texts[: known * KEY_TEXT_ROOM]
        self._following, self._key_masks, self._key_texts = following, masks, texts

    def start_inside(self, site: int) -> None:
        """Begin at an element of an array of records; 0: at a document's start."""
        self._machine[CHECK_SITE] = site

    def take_over_at(self, offset: int) -> None:
        """Stop before the first record that starts at or behind `offset` (`TAKEN`)."""
        self._machine[TAKEN_OVER] = offset

    @property
    def site(self) -> int:
        """The site of the record at which reading goes on; 0 between documents."""
        return int(self._machine[CHECK_SITE])

    @property
    def last_record(self) -> int:
        """After WRONG or a final MORE: the offset of the last record that began before."""
        return int(self._machine[CHECK_AT] + self._machine[SHIFT])

    @property
    def wrong(self) -> Wrong:
        """What the walker could not make sense of, after `WRONG` or a final `MORE`."""
        machine = self._machine
        mode, state = int(machine[WRONG_MODE]), int(machine[WRONG_STATE])
        is_object = state >= 0 and bool(self._schema.states[state, IS_OBJECT])
        expected = {
            AFTER: "a comma or the closing " + ("brace" if is_object else "bracket"),
            KEY: "a key in quotation marks",
            FIRST_KEY: "a key in quotation marks or the closing brace",
            COLON: "a colon",
            VALUE: "a value",
            FIRST_ELEMENT: "a value or the closing bracket",
            BETWEEN: "the start of another document",
        }
        return Wrong(int(machine[WRONG_AT]), expected[mode])

    def run(
        self, buffer: NDArray[np.uint8], length: int, offset: int, final: bool, start: int = 0
    ) -> tuple[int, int]:
        """Read a padded buffer that starts at `offset` of the stream, zeros behind its content.

        Returns (FINISHED, MORE, WRONG or TAKEN, bytes used). The bytes not used must stand at the
        start of the next call's buffer. `final` says that nothing follows. After WRONG, and
        after MORE when final, `start_inside` has to come before another call.
        """
        machine = self._machine
        base = buffer.ctypes.data
        machine[AT], machine[STOP_AT] = base + start, base + length
        machine[SHIFT], machine[FINAL] = offset - base, final
        while (code := self._walk()) in (ROWS_FULL, TEXTS_FULL, KEYS_FULL):
            if code == ROWS_FULL:
                self.tables.grow(int(machine[FULL_TABLE]))
            elif code == TEXTS_FULL:
                self.tables.texts.grow(length)
            else:
                self.tables.keys.grow(length)
                self._hold_keys()
        return code, int(machine[AT]) - base

    def _walk(self) -> int:
        schema, tables = self._schema, self.tables
        return int(
            walk(
                self._machine,
                schema.states,
                schema.sites,
                schema.keys,
                schema.key_bytes,
                schema.names,
                self._memo,
                self._masks,
                self._glue,
                self._tries,
                self._acts,
                tables.tables,
                tables.addresses,
                tables.links,
                tables.slots,
                tables.defaults,
                tables.texts.address,
                tables.keys.address,
                self._following,
                self._key_masks,
                self._key_texts,
                self._scratch,
            )
        )
