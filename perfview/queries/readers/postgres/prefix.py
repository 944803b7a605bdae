"""What a log's lines begin with (`log_line_prefix`), learned from the lines themselves.

The prefix is free text with escapes such as ``%m [%p] %q%u@%d `` and is written nowhere in the log.
Escapes: PostgreSQL documentation, "Error Reporting and Logging", log_line_prefix.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from perfview.kernels.prefixed_lines import ANY, DIGITS, FRACTION, HEXADECIMAL, MOMENT
from perfview.queries.readers.postgres.anchors import ANCHOR
from perfview.queries.readers.postgres.meanings import Field, column_of_key, meanings

MOST_SAMPLES = 400
"""Lines that are looked at."""
_MOST_SHAPES = 12
_FURTHEST = 600

_ZONE = r"(?: ?(?:[A-Z]{2,6}|[+-]\d\d(?::?\d\d)?)(?![A-Za-z_=])|Z(?![A-Za-z]))?"
_TOKEN = re.compile(
    r"(?P<moment>\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?" + _ZONE + r"|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d)"
    r"|(?P<key>[A-Za-z_][\w.\-]*)(?P<is> = |=)"
    r"(?P<value>[^,=]*(?=,[\w.\-]+ ?=)|\[\w+\]|[^\s,;|\])(]*(?:\(\d+\))?)"
    r"|(?P<seconds>(?<![\w.])\d{10}\.\d{3}(?!\d))"
    r"|(?P<session>(?<![\w.])[0-9a-f]{6,10}\.[0-9a-f]{1,8}(?![\w.]))"
    r"|(?P<fraction>(?<![\w.])-?\d+/\d+(?![\w.]))"
    r"|(?P<host>\[local\]|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:\(\d+\))?"
    r"|(?<![\w.:])[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*(?:\(\d+\))?|[A-Za-z][\w.\-]*\(\d+\))"
    r"|(?P<long>(?<![\w.])-?\d{12,20}(?![\w.]))"
    r"|(?P<number>(?<![\w.])\d+(?![\w.]))"
    r"|(?P<word>\[unknown\]|[\w\x80-\xff][\w.\-$\x80-\xff]*)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_KINDS = {
    "moment": MOMENT, "seconds": FRACTION, "session": HEXADECIMAL, "fraction": FRACTION,
    "host": ANY, "long": FRACTION, "number": DIGITS, "word": ANY,
}  # fmt: skip
_PATTERNS = {
    MOMENT: _TOKEN.pattern[len("(?P<moment>") : _TOKEN.pattern.index(")|(?P<key>")],
    DIGITS: r"\d*",
    HEXADECIMAL: r"[0-9a-f.]*",
    FRACTION: r"[\d/.\-]*",
    ANY: r".*?",
}


@dataclass(frozen=True)
class Prefix:
    """A literal, then fields, each with what follows it: (what it takes, column or -1, literal).

    matched: the part of the lines looked at that begin so.
    """

    literal: bytes = b""
    steps: tuple[tuple[int, int, bytes], ...] = ()
    matched: float = 0.0

    @property
    def columns(self) -> set[int]:
        """The columns it tells."""
        return {column for _, column, _ in self.steps if column >= 0}


def prefixes_in(text: bytes) -> list[str]:
    """What stands before the severity in the lines of a text, as latin-1."""
    found = []
    for line in text.split(b"\n"):
        if line[:1] == b"\t":
            continue
        if match := ANCHOR.search(line[:_FURTHEST]):
            found.append(line[: match.start(1)].decode("latin-1"))
    if len(found) > MOST_SAMPLES:
        step = len(found) / MOST_SAMPLES
        found = [found[int(k * step)] for k in range(MOST_SAMPLES)]
    return found


def learn_prefix(samples: list[str]) -> Prefix:
    """The prefix most of these lines have."""
    if not any(samples):
        return Prefix(matched=1.0 if samples else 0.0)
    shapes = Counter(_shape(each) for each in samples)
    likely = [shape for shape, _ in shapes.most_common(_MOST_SHAPES)]
    likely.append(max(shapes, key=len))
    best, score = likely[0], (-1.0, 0)
    for shape in likely:
        pattern = _pattern(shape)
        matched = sum(1 for each in samples if pattern.fullmatch(each)) / len(samples)
        if (matched, len(shape)) > score:
            best, score = shape, (matched, len(shape))
    return _named(best, samples, score[0])


Shape = tuple[str | tuple[int, str, str], ...]
"""Literals, and fields: what each takes, the group it was known by, its key or ""."""


def _shape(text: str) -> Shape:
    """One line's prefix as literals and fields."""
    shape: list[str | tuple[int, str, str]] = [""]

    def literal(more: str) -> None:
        if isinstance(shape[-1], str):
            shape[-1] += more
        else:
            shape.append(more)

    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            break
        kind = str(match.lastgroup) if match["key"] is None else "key"
        if kind == "key":
            literal(match["key"] + match["is"])
            column = column_of_key(match["key"])
            is_moment = re.fullmatch(_PATTERNS[MOMENT], match["value"]) is not None
            shape.append((MOMENT if is_moment else ANY, "key", match["key"] if column else ""))
        elif kind == "mark":
            literal(match[0])
        elif kind == "word" and not isinstance(shape[-1], str):
            at = match.end()
            continue
        else:
            shape.append((_KINDS[kind], kind, ""))
        at = match.end()
    return tuple(shape)


def _pattern(shape: Shape) -> re.Pattern[str]:
    """A shape as a pattern with a group a field; a line may end after any field."""
    written, opened = "", 0
    for number, part in enumerate(shape):
        if isinstance(part, str):
            written += re.escape(part).replace(r"\ ", " +") if part.strip() else " *"
            continue
        if number > 1:
            written += "(?:"
            opened += 1
        written += f"({_PATTERNS[part[0]]})"
    return re.compile(written + ")?" * opened + r"\s*", re.DOTALL)


def _named(shape: Shape, samples: list[str], matched: float) -> Prefix:
    """A shape with the columns its fields are."""
    pattern = _pattern(shape)
    rows = [m.groups("") for each in samples if (m := pattern.fullmatch(each))]
    fields = [part for part in shape if not isinstance(part, str)]
    known: list[Field] = []
    literals = _literals(shape)
    for number, (_, group, key) in enumerate(fields):
        values = tuple(row[number] for row in rows)
        known.append(Field(group, key, literals[number], literals[number + 1], values))
    columns = meanings(known)
    steps = tuple(
        (kind, column, literal.encode("latin-1"))
        for (kind, _, _), column, literal in zip(fields, columns, literals[1:], strict=True)
    )
    return Prefix(literals[0].encode("latin-1"), steps, matched)


def _literals(shape: Shape) -> list[str]:
    """What stands before the first field and behind each."""
    found, waiting = [], ""
    for part in shape:
        if isinstance(part, str):
            waiting = part
        else:
            found.append(waiting)
            waiting = ""
    return [*found, waiting]
