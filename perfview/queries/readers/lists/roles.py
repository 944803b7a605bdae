"""What the members of a list of queries mean, whatever the tool that wrote it calls them.

Names are those of the tools' own documentation: Laravel's and Django's query logs, Prisma's query
events, knex, Sequelize, node-postgres loggers, MiniProfiler, django-silk, p6spy, ADO.NET.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN = re.compile(r"[^a-z0-9]")

UNITS = {
    "ns": 0, "nanos": 0, "nanoseconds": 0, "nanosecond": 0,
    "us": 3, "micros": 3, "microseconds": 3, "µs": 3,
    "ms": 6, "msec": 6, "millis": 6, "milliseconds": 6, "millisecond": 6,
    "s": 9, "sec": 9, "secs": 9, "seconds": 9, "second": 9,
}  # fmt: skip
"""Powers of ten that lead from a unit to ns."""

_NAMES = {
    "sql": "sql sqltext sqlquery sqlstatement rawsql fullsql rawquery query querytext querystring"
    " statement stmt preparedstatement dbstatement dbquerytext commandtext command text",
    "duration": "duration elapsed elapsedtime executiontime exectime querytime runtime took latency"
    " responsetime totaltime timetaken",
    "rows": "resultsize rows rowcount rowsreturned returnedrows rowssent resultcount resultrows"
    " numrows nrows affectedrows rowsaffected",
    "rows_read": "rowsexamined examinedrows rowsread scannedrows rowsscanned",
    "bytes": "resultbytes bytes responsebytes bytessent responsesize",
    "stack": "stacktrace stack callstack backtrace traceback caller callsite calledfrom source"
    " sourcelocation location",
    "trace": "traceid trace requestid request correlationid requestuuid",
    "parent": "parentspanid parentid parentspan parent",
    "transaction": "transactionid transaction txid xid vxid",
    "session": "session sessionid connectionid connection connid conn processid pid backendpid"
    " threadid thread",
    "parameters": "params parameters bindings binds bindvars args arguments values queryparams"
    " sqlparams",
    "start": "timestamp ts starttime startedat start begin begintime startns datetime date loggedat"
    " createdat at",
    "stop": "endtime endedat finishedat stoptime end",
    "database": "database dbname databasename",
    "user": "user username dbuser",
    "application": "application applicationname app appname",
    "error": "error err exception failed errormessage",
}
ROLES = tuple(_NAMES)
"""What a member may mean; `time` is told apart by its values (`samples`)."""

_ROLE_OF = {
    name: (role, rank) for role, names in _NAMES.items() for rank, name in enumerate(names.split())
}
_TIMED = ("duration", "start", "stop")


class Meaning(NamedTuple):
    """role: one of `ROLES` or ``time``; rank: the lower, the more it is meant; scale: the power of
    ten from its unit to ns, -1 where its name has none."""

    role: str
    rank: int
    scale: int = -1


def meaning_of(key: str) -> Meaning | None:
    """What a member of this name means; None for one that is not known."""
    name = _PLAIN.sub("", key.lower())
    if name in ("time", "ms"):
        return Meaning("time", 0) if name == "time" else Meaning("duration", 0, UNITS["ms"])
    if name in _ROLE_OF:
        return Meaning(*_ROLE_OF[name])
    for unit in sorted(UNITS, key=len, reverse=True):
        base = name.removesuffix(unit)
        if base == name:
            continue
        role, rank = _ROLE_OF.get(base, ("duration", 0) if base == "time" else ("", 0))
        if role in _TIMED:
            return Meaning(role, rank, UNITS[unit])
    return None
