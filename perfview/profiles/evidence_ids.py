"""Evidence under names that mean the same in every recording: functions, and ways to them."""

from __future__ import annotations

from perfview.findings.finding import Evidence
from perfview.profiles.measures.paths import collapsed_path
from perfview.profiles.study import Study


def evidence_ids(study: Study, evidence: Evidence) -> list[dict[str, str]]:
    """Functions as ``{"type": "function", "id": "parse (app.js:12)"}``, then call paths as
    ``{"type": "stack", "id": "main;run;parse"}``, in the evidence's order.

    A profile's evidence has functions as its groups and stacks as its rows.
    """
    functions = [{"type": "function", "id": place_of(study, int(f))} for f in evidence.groups]
    stacks = [{"type": "stack", "id": collapsed_path(study, int(s))} for s in evidence.rows]
    return functions + stacks


def place_of(study: Study, function: int) -> str:
    """``name (file:line)``, as far as it is known."""
    functions, strings = study.model.functions, study.model.strings
    name, file = strings[int(functions.name[function])], strings[int(functions.file[function])]
    line = int(functions.line[function])
    if not file:
        return name
    return f"{name} ({file}:{line})" if line else f"{name} ({file})"
