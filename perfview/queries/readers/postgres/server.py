"""What a log tells of its server: the version, and which calls it was told to write down."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from perfview.queries.model import OTHER_EVENT, UNKNOWN
from perfview.queries.readers.postgres.columns import MESSAGE, LogEntries
from perfview.queries.readers.postgres.happenings import Happenings

_VERSION = re.compile(r"\b(?:PostgreSQL|EnterpriseDB|EDB Postgres)\D{0,40}?(\d+(?:\.\d+)*)")
_SETTING = re.compile(
    r'"(log_min_duration_statement|log_min_duration_sample'
    r'|log_statement_sample_rate|log_transaction_sample_rate)"\D+?"([^"]*)"'
)
_UNITS_NS = {"": 10**6, "us": 10**3, "ms": 10**6, "s": 10**9, "min": 60 * 10**9}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min)?\s*$")


@dataclass(frozen=True)
class Server:
    """made_by: ``PostgreSQL 17.2``; minimum_ns and sample_rate as of `QueryModel`."""

    made_by: str = "PostgreSQL"
    minimum_ns: int = UNKNOWN
    sample_rate: float = 1.0


def server_of(entries: LogEntries, events: Happenings) -> Server:
    """What messages on its start and its settings tell; the first of each counts."""
    wanted = [
        number for number, text in enumerate(events.messages)
        if "parameter" in text or "PostgreSQL" in text or "EDB" in text
    ]  # fmt: skip
    rows = events.row[np.isin(events.words, wanted) & (events.kind == OTHER_EVENT)][:200]
    made_by = ""
    settings: dict[str, str] = {}
    for row in rows.tolist():
        text = entries.text(row, MESSAGE)
        if not made_by and (version := _VERSION.search(text)):
            made_by = f"PostgreSQL {version[1]}"
        if setting := _SETTING.search(text):
            settings.setdefault(setting[1], setting[2])
    minimum = _nanoseconds(settings.get("log_min_duration_statement", ""))
    return Server(made_by or "PostgreSQL", minimum)


def _nanoseconds(written: str) -> int:
    """``250ms`` in ns; -1 (also for ``-1``, off) unknown."""
    match = _AMOUNT.match(written)
    return round(float(match[1]) * _UNITS_NS[match[2] or ""]) if match else UNKNOWN
