"""An operation of MongoDB as it was logged, whatever the form of the log."""

from __future__ import annotations

from typing import Any, NamedTuple

from perfview.queries.model import NO_TIME, UNKNOWN
from perfview.queries.plans.node import number, whole


class Entry(NamedTuple):
    """One run. ended_ns: when it was written down; the rest as in `Calls`; -1 unknown. op,
    namespace and command as `operations.operation_of` takes them."""

    op: str
    namespace: str
    command: Any
    duration_ns: int
    ended_ns: int = NO_TIME
    place: int = UNKNOWN
    rows: int = UNKNOWN
    documents: int = UNKNOWN
    keys: int = UNKNOWN
    bytes: int = UNKNOWN
    plan: str = ""
    session: str = ""
    application: str = ""
    client: str = ""
    user: str = ""
    failed: bool = False


def plain(value: Any) -> Any:
    """A number out of extended JSON (``{"$numberLong": "5"}``), anything else as it is."""
    if isinstance(value, dict) and len(value) == 1:
        kind, inner = next(iter(value.items()))
        if kind in ("$numberLong", "$numberInt", "$numberDouble", "$numberDecimal"):
            return inner
    return value


def counted(said: dict[str, Any], *names: str) -> int:
    """The first of these numbers that is told, -1 for none."""
    return next((whole(plain(said[name])) for name in names if name in said), UNKNOWN)


def milliseconds(said: dict[str, Any], *names: str) -> int:
    """ns of the first that is told in ms, -1 for none."""
    found = next((number(plain(said[name])) for name in names if name in said), float("nan"))
    return -1 if found != found else int(min(found * 1e6, float(1 << 62)))


def entry_of(said: dict[str, Any], op: str, ended_ns: int, place: int, session: str) -> Entry:
    """An entry of a profiler's document, or of the attributes of a structured log's line."""
    command = said.get("command", said.get("query"))
    if op in ("update", "remove") and isinstance(said.get("query"), dict):
        command = {"q": said["query"], "u": said.get("updateobj", {})}
    if isinstance(command, dict) and isinstance(said.get("originatingCommand"), dict):
        command = {**command, "originatingCommand": said["originatingCommand"]}
    changed = counted(said, "nreturned", "nModified", "nMatched", "ninserted", "ndeleted")
    return Entry(
        op,
        str(said.get("ns", "")),
        command,
        milliseconds(said, "durationMillis", "millis"),
        ended_ns,
        place,
        changed,
        counted(said, "docsExamined", "nscannedObjects"),
        counted(said, "keysExamined", "nscanned"),
        counted(said, "reslen", "responseLength"),
        str(said.get("planSummary", "")),
        session,
        str(said.get("appName", "")),
        str(said.get("remote", said.get("client", ""))),
        str(said.get("user", "")),
        bool(said.get("errMsg") or said.get("exception") or said.get("errName")),
    )
