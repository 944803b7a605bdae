"""Rows of an exported table, however it was exported.

CSV with any separator, JSON (a list of objects, or objects one after the other), and the tables
psql and the MySQL client print.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

Row = dict[str, Any]
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 1 << 26
_SOME = 1 << 16


def rows_of(text: str, broke: Callable[[int], None] = lambda letters: None) -> Iterator[Row]:
    """The rows, names of columns in lower case; none where it is no table. Rows after a place that
    cannot be read are left out; `broke` is told of it in JSON, with the letters that are left."""
    text = text.removeprefix("\ufeff").lstrip()
    if text[:1] in ("[", "{"):
        yield from _json_rows(text, broke)
    elif text.startswith("+-"):
        yield from _boxed(text)
    elif text.startswith("****"):
        yield from _vertical(text)
    elif _is_aligned(text):
        yield from _aligned(text)
    else:
        yield from _separated(text)


def first_row(head: bytes) -> Row:
    """The first row of what a file begins with, empty for none; of JSON that breaks off within it
    what was told before."""
    text = head.decode("utf-8", "replace")
    row = next(iter(islice(rows_of(text), 1)), {})
    if not row and text.lstrip("\ufeff \n\t\r")[:1] in ("[", "{"):
        # The first object may be longer than the beginning of the file.
        cut = text.rfind(',"')
        row = next(iter(islice(rows_of(text[:cut] + "}"), 1)), {}) if cut > 0 else {}
    return row


def _lowered(row: Any) -> Row:
    if not isinstance(row, dict):
        return {}
    return {str(key).strip().lower(): value for key, value in row.items() if key}


def _json_rows(text: str, broke: Callable[[int], None]) -> Iterator[Row]:
    """Objects one by one, so that what breaks off keeps what came before."""
    decoder = json.JSONDecoder()
    place = 1 if text[0] == "[" else 0
    while True:
        while place < len(text) and text[place] in ", \t\r\n[]":
            place += 1
        if place >= len(text):
            if text[0] == "[" and not text.rstrip().endswith("]"):
                broke(0)
            return
        try:
            found, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            broke(len(text) - place)
            return
        inner = found.get("rows") if isinstance(found, dict) else None
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield from map(_lowered, inner)
        else:
            yield _lowered(found)


def _separated(text: str) -> Iterator[Row]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    try:
        for row in reader:
            yield _lowered(row)
    except csv.Error:
        return


def _is_aligned(text: str) -> bool:
    second = text[:_SOME].split("\n", 2)[1:2]
    return bool(second) and set(second[0].strip()) == {"-", "+"}


def _aligned(text: str) -> Iterator[Row]:
    """psql's: columns between ``|`` at fixed places, a ``+`` where a cell goes on in the next."""
    lines = text.split("\n")
    edges = [at for at, letter in enumerate(lines[1]) if letter == "+"]
    # Leading blanks were cut off the first line only.
    names = [cell.strip() for cell in lines[0].split("|")]
    starts = [0, *(edge + 1 for edge in edges)]
    stops: list[int | None] = [*edges, None]
    cells: list[str] = []
    for line in lines[2:]:
        if not line.strip() or line.startswith("("):
            break
        parts = [line[a:b].rstrip() for a, b in zip(starts, stops, strict=True)]
        goes_on = any(part.endswith("+") for part in parts)
        parts = [part[1:] if part[:1] == " " else part for part in parts]
        parts = [part.removesuffix("+").rstrip() for part in parts]
        cells = [f"{a}\n{b}".strip() for a, b in zip(cells, parts, strict=True)] if cells else parts
        if not goes_on:
            yield _lowered(dict(zip(names, (cell.strip() for cell in cells), strict=False)))
            cells = []


def _boxed(text: str) -> Iterator[Row]:
    """The MySQL client's: cells between ``|``."""
    names: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if names:
            yield _lowered(dict(zip(names, cells, strict=False)))
        else:
            names = cells


def _vertical(text: str) -> Iterator[Row]:
    """The MySQL client's with ``\\G``: a line a cell."""
    row: Row = {}
    last = ""
    for line in text.splitlines():
        if line.startswith("****"):
            if row:
                yield row
            row, last = {}, ""
            continue
        name, is_told, value = line.partition(": ")
        if is_told and name.strip().isidentifier():
            last = name.strip().lower()
            row[last] = value
        elif last:
            row[last] += f"\n{line}"
    if row:
        yield row
