"""Lines of mongod's and mongos' logs up to 4.2, which are text.

``2019-06-18T11:59:20.977+0100 I COMMAND  [conn1] command shop.orders command: find { … }
planSummary: COLLSCAN docsExamined:5 nreturned:1 reslen:68 29ms``. Up to 2.4 the time is ``Wed Mar
5 17:14:57.407`` without year and component. Source: the MongoDB manual, "Log Messages"; the lines
themselves.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from perfview.queries.model import CONNECTION, DISCONNECTION, ERROR, NO_TIME
from perfview.queries.readers.mongodb.documents import read_document
from perfview.queries.readers.mongodb.entries import Entry

LINE = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d{4})?|"
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:.]+)"
    r" (?:(?P<level>[A-Z]\d?) +(?P<component>[A-Z\-]+) +)?\[(?P<thread>[^\]]*)\] (?P<said>.*)$"
)
_OPERATION = re.compile(
    r"^(?:warning: log line attempted .*?lines: )?"
    r"(?P<op>command|query|getmore|insert|update|remove) (?P<ns>\S+) (?P<rest>.*?) ?(?P<ms>\d+)ms$"
)
_COUNTS = re.compile(
    r"(?:^|\s)(nreturned|nscanned|nscannedObjects|docsExamined|keysExamined|reslen|nModified|"
    r"nMatched|ninserted|ndeleted|nupdated):(\d+)"
)
_PLAN = re.compile(r"planSummary: ((?:[A-Z_]+(?: \{[^}]*\})?(?:, )?)+)")
_DOCUMENT = re.compile(r"\b(command|query|originatingCommand|updateobj|update): (?:(\w+) )?(?=\{)")
_APPLICATION = re.compile(r'appName: "([^"]*)"')
_CONNECTED = re.compile(r"^connection accepted from (\S+?):\d+ #(\d+)")
_ENDED = re.compile(r"^end connection (\S+?):\d+")
_BAD = re.compile(r"\b(exception|errMsg|exception code|errName):")
_YEARLESS = "%a %b %d %H:%M:%S.%f"
_CUT = {"…": None}
"""A document that breaks off, as lines are cut at 10 KB."""
_LONGEST_NUMBER = 18


def time_ns(text: str) -> int:
    """ns since 1970, `NO_TIME` for none; dates without a year are taken to be of 1972."""
    try:
        if text[0].isdigit():
            if text[-5] in "+-":
                text = f"{text[:-2]}:{text[-2:]}"
            moment = datetime.fromisoformat(text)
        else:
            body = text[4:] if "." in text else text[4:] + ".0"
            moment = datetime.strptime(f"1972 {body}", f"%Y {_YEARLESS[3:]}")
    except (ValueError, IndexError, OverflowError):
        return NO_TIME
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1e6) * 1000


def entry_in(line: re.Match[str], place: int) -> Entry | None:
    """The operation a line tells of, None for any other line."""
    match = _OPERATION.match(line["said"])
    if not match:
        return None
    rest = match["rest"]
    counts = {name: int(value) for name, value in _COUNTS.findall(rest) if len(value) < 19}
    plan = _PLAN.search(rest)
    application = _APPLICATION.search(rest)

    def first(*names: str) -> int:
        return next((counts[name] for name in names if name in counts), -1)

    return Entry(
        match["op"],
        match["ns"],
        _command(match["op"], rest),
        min(int(match["ms"][:_LONGEST_NUMBER]), 1 << 42) * 1_000_000,
        time_ns(line["time"]),
        place,
        first("nreturned", "nModified", "nMatched", "nupdated", "ninserted", "ndeleted"),
        first("docsExamined", "nscannedObjects", "nscanned"),
        first("keysExamined", "nscanned"),
        first("reslen"),
        plan[1].strip().rstrip(",") if plan else "",
        line["thread"],
        application[1] if application else "",
        failed=_BAD.search(rest) is not None,
    )


def _command(op: str, rest: str) -> Any:
    """The document of an operation; with ``…`` for what the line is cut in."""
    found: dict[str, Any] = {}
    place = 0
    while match := _DOCUMENT.search(rest, place):
        document, place = read_document(rest, match.end())
        place = max(place, match.end())
        if not isinstance(document, dict):
            if match[2]:
                found.setdefault(match[1], {match[2]: "", "filter": _CUT, "pipeline": [_CUT]})
            break
        if match[2] and match[2].lower() not in {str(key).lower() for key in document}:
            document = {match[2]: document}
        found.setdefault("update" if match[1] == "updateobj" else match[1], document)
    if op in ("update", "remove") and "command" not in found:
        return {"q": found.get("query", {}), "u": found.get("update", {})} if found else None
    command = found.get("command", found.get("query"))
    if command is not None and "originatingCommand" in found:
        return {**command, "originatingCommand": found["originatingCommand"]}
    return command


def event_in(line: re.Match[str]) -> tuple[int, str] | None:
    """What else a line tells: kind of `EVENT_KINDS` and its message, None for nothing."""
    said = line["said"]
    if _CONNECTED.match(said):
        return CONNECTION, "connection accepted"
    if _ENDED.match(said):
        return DISCONNECTION, "connection ended"
    if line["level"] in ("E", "F"):
        return ERROR, said
    return None
