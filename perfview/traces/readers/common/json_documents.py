"""What all readers of JSON ask of a file's first bytes, and say of how reading it went."""

from __future__ import annotations

import re

from perfview.recording.errors import UnreadableInput
from perfview.recording.json_columns import JsonOutcome
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8, encoding_of

_ID = re.compile(
    rb'"(?:trace_?[iI][dD]|(?:parent_?[sS]pan|span)_?[iI][dD]|id|parentId)"\s*:\s*"'
    rb'(?=[0-9]*[A-Fa-f])((?:[0-9A-Fa-f]{16}){1,2})"'
)


def text_of(head: bytes) -> bytes:
    """A file's first bytes in UTF-8, without a byte order mark and leading space."""
    encoding = encoding_of(head)
    plain = head.decode(encoding, "ignore").encode() if encoding else head
    return plain.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")


def first_object(head: bytes) -> bytes:
    """The text from the first value on that is no array; b"" where a value of another kind is."""
    text = text_of(head)
    while text.startswith(b"["):
        text = text[1:].lstrip()
    return text if text.startswith(b"{") else b""


def is_array(head: bytes) -> bool:
    """Whether the document is an array."""
    return text_of(head).startswith(b"[")


def writes_upper_case(head: bytes) -> bool:
    """Whether the first id that has a letter is written in capitals."""
    match = _ID.search(head)
    return match is not None and match[1].isupper()


def report_of(source: Source, outcome: JsonOutcome) -> ImportReport:
    """How reading went: broken-line, truncated, utf-16 and how far it came."""
    content = as_utf8(source)
    total = content.content_size or outcome.read_bytes
    report = ImportReport(read_bytes=outcome.read_bytes, total_bytes=total)
    if outcome.broken:
        report.note(
            "broken-line",
            len(outcome.broken),
            "Lines that are no JSON were left out from where they break, the first at byte"
            f" {outcome.broken[0]:,}.",
        )
    if outcome.wrong is not None or content.broken is not None:
        report.complete = False
        report.note(
            "truncated",
            1,
            f"{_where(content, outcome, total)}; everything complete before that is shown.",
        )
    if content is not source:
        report.note("utf-16", 1, "The file is UTF-16 text; it was converted to UTF-8.")
    return report


def _where(source: Source, outcome: JsonOutcome, total: int) -> str:
    wrong = outcome.wrong
    if wrong is None or source.broken is not None:
        return f"The {source.compression} data break off at byte {outcome.read_bytes:,}"
    if wrong.offset >= total:
        return f"The file breaks off at byte {wrong.offset:,} where {wrong.expected} should follow"
    return f"At byte {wrong.offset:,} stands something else than {wrong.expected}"


def refuse_when_empty(outcome: JsonOutcome, report: ImportReport, spans: int) -> None:
    """Raise `UnreadableInput` for a broken file out of which not one row came."""
    others = report.find("metrics") or report.find("logs")
    if outcome.wrong is not None and not spans and not others:
        raise UnreadableInput(
            f"No span could be read: JSON asks for {outcome.wrong.expected} here",
            offset=outcome.wrong.offset,
            remedy="Check that the file was written completely.",
        )
