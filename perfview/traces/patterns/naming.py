"""What to call an operation, an endpoint or a single call in a sentence."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.requests import requests_of
from perfview.traces.model import SpanKind
from perfview.traces.study import Study

_STREAMING = re.compile(
    r"(stream|subscribe|watch|long.?poll|websocket|\bsse\b|listen|heartbeat|keep.?alive)",
    re.IGNORECASE,
)

_JOB = re.compile(
    r"(?<![a-z])(job|cron|batch|nightly|daily|hourly|weekly|schedule[rd]?|backup|migrations?|etl)"
    r"s?(?![a-z])",
    re.IGNORECASE,
)
SWITCHING = 101
"""The status of a connection that goes on as something else, a web socket mostly (RFC 9110)."""

_BARE = frozenset(
    f"{prefix}{method}"
    for prefix in ("", "HTTP ")
    for method in (
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "QUERY",
        "SELECT",
        "INSERT",
        "UPDATE",
        "MERGE",
        "REPLACE",
        "EXECUTE",
        "CALL",
    )
)
"""Names that tell how something is asked for, not what."""

_ASKED = 32
LONGEST = 90
"""Characters after which a statement is shortened in a sentence."""


def operation_name(study: Study, operation: int) -> str:
    """The operation's name, e.g. ``OrderService.list``."""
    return study.operations.names[operation] or "unnamed"


def service_name(study: Study, operation: int) -> str:
    """The service an operation belongs to; "unknown service" when the file names none."""
    return study.model.strings[study.operations.service[operation]] or "unknown service"


def endpoint_name(study: Study, endpoint: int) -> str:
    """What a user asked for, e.g. ``GET /orders``; with the service where that says too little."""
    operation = int(study.endpoints.operation[endpoint])
    name = operation_name(study, operation)
    return f"{name} in {service_name(study, operation)}" if name.upper() in _BARE else name


def operation_label(study: Study, operation: int, rows: NDArray[np.integer]) -> str:
    """An operation's name; of a bare `POST`, what it asks for if these calls of it (rows) agree."""
    name = operation_name(study, operation)
    if name.upper() not in _BARE or len(rows) == 0:
        return name
    wanted = {call_name(study, int(row)) for row in rows[:_ASKED]}
    return wanted.pop() if len(wanted) == 1 else f"{name} in {service_name(study, operation)}"


def is_long_lived(study: Study, endpoint: int) -> bool:
    """Whether nobody waits for the end: a stream (by name, or by a connection that was switched to
    another protocol), a queue's consumer, a job that no request started (by name)."""
    operation = int(study.endpoints.operation[endpoint])
    kind, name = int(study.operations.kind[operation]), operation_name(study, operation)
    if kind == SpanKind.CONSUMER or _STREAMING.search(name):
        return True
    roots = study.structure.root[requests_of(study).of(endpoint)[:1]]
    if (study.model.http_method[roots] >= 0).any() or "/" in name:
        return bool((study.model.http_status[roots] == SWITCHING).any())
    asked = kind not in (SpanKind.UNSPECIFIED, SpanKind.INTERNAL)
    return not asked and bool(_JOB.search(f"{service_name(study, operation)} {name}"))


def operation_path(study: Study, operation: int) -> str:
    """Service and operation as one part of a cause; not for reading."""
    return f"{service_name(study, operation)} {operation_name(study, operation)}"


def endpoint_path(study: Study, endpoint: int) -> str:
    """The endpoint as the first part of a cause."""
    return operation_path(study, int(study.endpoints.operation[endpoint]))


def call_name(study: Study, row: int) -> str:
    """What one call asks for: the callee's own operation, the statement, or method and address."""
    model, structure = study.model, study.structure
    for child in structure.children(row)[:4]:
        if model.service[child] != model.service[row]:
            callee = int(study.operations.of_span[child])
            return f"{operation_name(study, callee)} in {service_name(study, callee)}"
    name = model.strings[model.name[row]]
    if model.db_statement[row] >= 0:
        return name if " " in name else shortened(statement_text(study, row))
    address = model.strings[model.url[row]]
    method = model.strings[model.http_method[row]]
    if address and name.upper() in (method.upper(), "HTTP", f"HTTP {method}".upper(), ""):
        return f"{method} {_without_query(address)}".strip()
    return name or "unnamed"


def statement_text(study: Study, row: int) -> str:
    """The span's statement, literals taken out."""
    return study.statements.texts[study.statements.of_span[row]]


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text on one line, its end replaced by … when it is long; fit to stand in backticks."""
    line = " ".join(text.replace("`", "").split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def listed(names: list[str]) -> str:
    """`a`, `b` and `c`: each name in backticks."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _without_query(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return shortened(address)
    return shortened((parts.netloc + parts.path) or address)
