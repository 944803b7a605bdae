"""What agents ask their tools: names, arguments and results, as generative AI's spans tell them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from perfview.traces.contents.attribute_numbers import has_any, rows_having
from perfview.traces.contents.detail import Value
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.study import Study

NAME_KEYS = ("gen_ai.tool.name", "tool.name", "mcp.tool.name")
INPUT_KEYS = (
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.input",
    "tool.parameters",
    "input.value",
    "traceloop.entity.input",
)
OUTPUT_KEYS = (
    "gen_ai.tool.call.result",
    "gen_ai.tool.output",
    "gen_ai.tool.message",
    "output.value",
    "traceloop.entity.output",
)
"""OpenTelemetry's conventions for generative AI, Sentry's, OpenInference's, OpenLLMetry's."""

LONGEST = 100_000
"""Characters of an argument or a result that are compared."""

_WORD = re.compile(r"\w+")
_CHANGES = re.compile(
    r"(write|edit|create|update|delete|remove|insert|patch|apply|move|rename|upload|commit|push"
    r"|send|post|put|set|exec|run|bash|shell|install|add)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ToolCall:
    """One call: its span's row and trace, start and end (ns), tool, words of arguments and result
    (None where the file does not tell the result)."""

    row: int
    trace: int
    start: int
    end: int
    tool: str
    arguments: frozenset[str]
    result: frozenset[str] | None

    @property
    def changes(self) -> bool:
        """Whether its name says that it changes something, so that asking again makes sense."""
        return bool(_CHANGES.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.tool)))


def tool_calls(study: Study) -> list[ToolCall]:
    """All calls of tools, by trace and start.

    Raises `UnreadableInput` when the file has changed.
    """
    if not has_any(study, NAME_KEYS):
        return []
    model, trace = study.model, study.structure.trace
    rows = rows_having(study, NAME_KEYS)
    rows = rows[np.lexsort((model.start_ns[rows], trace[rows]))]
    told = attributes_of(study, rows, (*NAME_KEYS, *INPUT_KEYS, *OUTPUT_KEYS))
    calls: list[ToolCall] = []
    for row, values in zip(rows.tolist(), told, strict=True):
        result = _first(values, OUTPUT_KEYS)
        start = int(model.start_ns[row])
        calls.append(
            ToolCall(
                row=row,
                trace=int(trace[row]),
                start=start,
                end=start + int(model.duration_ns[row]),
                tool=str(_first(values, NAME_KEYS)),
                arguments=words_of(_first(values, INPUT_KEYS)),
                result=None if result is None else words_of(result),
            )
        )
    return calls


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's index: what two sets share of what either has, 1 for two empty ones."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


def words_of(value: Value) -> frozenset[str]:
    """What a text or an object says, in whatever order: its members as `path=value`, or its words.

    Spelling in capitals and white space make no difference.
    """
    if isinstance(value, str):
        try:
            loaded = json.loads(value[:LONGEST])
        except (ValueError, RecursionError):
            return frozenset(_WORD.findall(value[:LONGEST].lower()))
        if not isinstance(loaded, dict | list):
            return frozenset(_WORD.findall(value[:LONGEST].lower()))
        value = loaded
    found: set[str] = set()
    _flatten(value, "", found, 0)
    return frozenset(found)


def _flatten(value: Any, path: str, found: set[str], depth: int) -> None:
    if isinstance(value, dict) and depth < 12:
        for key, inner in value.items():
            _flatten(inner, f"{path}.{key}", found, depth + 1)
    elif isinstance(value, list) and depth < 12:
        for inner in value:
            _flatten(inner, f"{path}[]", found, depth + 1)
    elif value is not None:
        found.add(f"{path}={' '.join(str(value).lower().split())}")


def _first(values: dict[str, Value], keys: tuple[str, ...]) -> Value:
    return next((values[key] for key in keys if values.get(key) is not None), None)
