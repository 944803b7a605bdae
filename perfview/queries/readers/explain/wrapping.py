"""What tools put around a plan, taken off: psql's and pgAdmin's frames, cells of CSV."""

from __future__ import annotations

import csv
import io
import re

_PSQL_END = re.compile(r"[ \t]*\+[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r'^[ \t]*"(.*)"[ \t\r]*$', re.MULTILINE)
_HEADER = re.compile(r"^\s*\"?(?:QUERY PLAN|EXPLAIN)\"?\s*$", re.MULTILINE)
_LONGEST = 1 << 28


def unwrapped(text: str) -> str:
    """The text without a mark, a CSV cell around all of it, or psql's ``+`` at ends of lines."""
    text = text.removeprefix("\ufeff")
    if '""' in text and _HEADER.search(text[:4096]):
        csv.field_size_limit(_LONGEST)
        try:
            rows = list(csv.reader(io.StringIO(text)))
            text = "\n".join(row[0] for row in rows[1:] if row)
        except csv.Error:
            pass
    if len(_QUOTED.findall(text)) > text.count("\n") // 2:
        text = _QUOTED.sub(lambda line: line[1].replace('""', '"'), text)
    if _HEADER.search(text[: 1 << 16]) and "{" in text:
        text = _PSQL_END.sub("", text)
    return text
