"""Whether a file is a log of PostgreSQL, told from its first bytes."""

from __future__ import annotations

import re

from perfview.queries.readers.postgres.anchors import ANCHOR, holds_lines
from perfview.queries.readers.postgres.words import DURATION_WORDS
from perfview.recording.encodings import decoded_utf16
from perfview.recording.reader import Sniff
from perfview.recording.source import Source

_LINES = 2_000
_FURTHEST = 600
_CERTAIN = re.compile(
    rb"(?:" + b"|".join(word.encode() for word in DURATION_WORDS) + rb") ?: \d+[.,]\d+ \S+"
    rb"|^statement: |^execute [^:]+: |^connection (?:received|authorized): |^disconnection: session"
    rb"|^checkpoint (?:starting|complete): |^automatic (?:aggressive )?(?:vacuum|analyze) of table "
    rb'|^temporary file: path "|^database system (?:is|was) |^starting PostgreSQL |^process \d+ '
    rb"(?:still waiting|acquired) |^listening on (?:IPv|Unix)|^received (?:fast|smart) shutdown"
    rb"|^parameter \"\w+\" changed to|^relation \"[^\"]*\" does not exist|^deadlock detected"
)


_RECORD = re.compile(
    rb'^"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^,"]*"?,(?:"[^"]*"|[^,"]*),(?:"[^"]*"|[^,"]*),\d*,'
    rb'(?:"[^"]*"|[^,"]*),"?[0-9a-f]+\.[0-9a-f]+"?,\d+,',
    re.MULTILINE,
)
_MEMBER = re.compile(rb'"error_severity"\s*:\s*"')
_BESIDE = re.compile(rb'"(?:session_id|vxid|virtual_transaction_id|pid|process_id)"\s*:')


def sniff_text(source: Source) -> Sniff:
    """How sure it is that lines are PostgreSQL's: a severity, a colon, two blanks, known words."""
    head = decoded_utf16(source.head)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n[")[:1] == b"{":
        if holds_lines(head):
            return Sniff(0.85, "JSON objects with PostgreSQL's lines as their texts")
        return Sniff(0, "JSON without lines of PostgreSQL's log")
    known = severe = 0
    for line in head.split(b"\n")[:_LINES]:
        match = ANCHOR.search(line[:_FURTHEST])
        if match is None or line[:1] == b"\t":
            continue
        rest = line[match.end() :]
        severe += rest[:1] == b" " or not rest
        known += _CERTAIN.search(rest.lstrip()[:300]) is not None
    if known:
        return Sniff(
            0.9, "lines with a severity and PostgreSQL's messages, such as “duration: … ms”"
        )
    if severe >= 2:
        return Sniff(0.6, "lines with a severity as PostgreSQL writes it, such as “LOG:  ”")
    return Sniff(0, "no lines as PostgreSQL's log has them")


def sniff_csv(source: Source) -> Sniff:
    """How sure it is that records are csvlog's: time, user, database, process, host, session."""
    if _RECORD.search(decoded_utf16(source.head)):
        return Sniff(0.95, "records with a time, user, database, process and session id")
    return Sniff(0, "no records as csvlog has them")


def sniff_json(source: Source) -> Sniff:
    """How sure it is that objects are jsonlog's: a severity beside a session or process."""
    head = decoded_utf16(source.head)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n[")[:1] != b"{":
        return Sniff(0, "it does not start with a JSON object")
    if _MEMBER.search(head) and _BESIDE.search(head) and b'"message"' in head:
        return Sniff(0.95, "objects with “error_severity”, “message” and a session")
    return Sniff(0, "its objects have no “error_severity”")
