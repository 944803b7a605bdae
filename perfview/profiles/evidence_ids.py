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
    name, place = study.name_of(function), place_in_file(study, function)
    return f"{name} ({place})" if place else name


def place_in_file(study: Study, function: int) -> str:
    """``file:line`` of a function, "" when its file is unknown."""
    functions = study.model.functions
    file, line = study.model.strings[int(functions.file[function])], int(functions.line[function])
    return f"{file}:{line}" if file and line else file
