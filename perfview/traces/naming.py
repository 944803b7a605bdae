"""What to call an operation, an endpoint or a single call in a sentence."""

from __future__ import annotations

from urllib.parse import urlsplit

from perfview.traces.study import Study

LONGEST = 90
"""Characters after which a statement is shortened in a sentence."""


def operation_name(study: Study, operation: int) -> str:
    """The operation's own name, e.g. ``OrderService.list``."""
    return study.model.strings[study.operations.name[operation]] or "unnamed"


def service_name(study: Study, operation: int) -> str:
    """The service an operation belongs to; "unknown service" when the file names none."""
    return study.model.strings[study.operations.service[operation]] or "unknown service"


def endpoint_name(study: Study, endpoint: int) -> str:
    """What a user asked for, e.g. ``GET /orders``."""
    return operation_name(study, int(study.endpoints.operation[endpoint]))


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


def listed(names: list[str], last: str = "and") -> str:
    """`a`, `b` and `c`: each name in backticks."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def _without_query(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return shortened(address)
    return shortened((parts.netloc + parts.path) or address)
