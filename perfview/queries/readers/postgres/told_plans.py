"""Plans that auto_explain wrote into the log, and the statements they are of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape

import numpy as np
from numpy.typing import NDArray

from perfview.queries.plans.reading import PlanGatherer

ORIGIN = "auto_explain"
MOST_EACH, MOST = 12, 4_000
"""Plans kept of a statement, the slowest, and of all."""
LONGEST = 8 << 20
"""Bytes of a plan; longer ones are left out."""

_QUERY = b"Query Text: "
_ROOT = re.compile(rb"^[ \t]*\S[^\n]*  \(cost=\d", re.MULTILINE)
_PARAMETERS = re.compile(rb"^[ \t]*Query Parameters: ", re.MULTILINE)
_JSON_QUERY = re.compile(rb'"Query Text"\s*:\s*("(?:[^"\\]|\\.)*")[,\s]*', re.DOTALL)
_YAML_QUERY = re.compile(rb'\s*Query Text: ("(?:[^"\\]|\\.)*")\s*\n\s*Plan:', re.DOTALL)
_XML_QUERY = re.compile(rb"<Query-Text>(.*?)</Query-Text>", re.DOTALL)
_TABS = re.compile(r"^\t", re.MULTILINE)


@dataclass(frozen=True)
class ToldPlans:
    """p plans: text int32 (p, 2), the statement in the content, -1 unknown; plan int32 (p, 2): the
    plan in text form, or as JSON from its first member on."""

    text: NDArray[np.int32]
    plan: NDArray[np.int32]

    @classmethod
    def none(cls) -> ToldPlans:
        """No plans."""
        return cls(np.zeros((0, 2), np.int32), np.zeros((0, 2), np.int32))


def plan_statements(content: NDArray[np.uint8], spans: NDArray[np.int32]) -> ToldPlans:
    """The statement of each plan content[spans[i, 0]:spans[i, 1]]. A statement that is written as
    JSON, YAML or XML is put in the place of that, so that it may be read as all others are."""
    told = ToldPlans(np.full_like(spans, -1), spans.copy())
    for row, (start, stop) in enumerate(spans.tolist()):
        written = content[start : min(stop, start + LONGEST)].tobytes()
        if written.lstrip()[:1] == b"{":
            _find_quoted(content, start, stop, _JSON_QUERY.search(written), told, row)
        elif yaml := _YAML_QUERY.match(written):
            _find_quoted(content, start, stop, yaml, told, row)
        elif written.lstrip()[:8] == b"<explain":
            _find_in_xml(content, start, written, told, row)
        else:
            _find_in_text(start, stop, written, told, row)
    return told


def _find_in_text(start: int, stop: int, written: bytes, told: ToldPlans, row: int) -> None:
    at = written.find(_QUERY)
    root = _ROOT.search(written, at) if at >= 0 else None
    if root is not None:
        parameters = _PARAMETERS.search(written, at, root.start())
        end = parameters.start() if parameters else root.start()
        told.text[row] = start + at + len(_QUERY), start + end
        told.plan[row] = start + root.start(), stop


def _find_in_xml(
    content: NDArray[np.uint8], start: int, written: bytes, told: ToldPlans, row: int
) -> None:
    if match := _XML_QUERY.search(written):
        plain = unescape(match[1].decode("utf-8", "replace")).encode()[: len(match[1])]
        at = start + match.start(1)
        content[at : at + len(plain)] = np.frombuffer(plain, np.uint8)
        told.text[row] = at, at + len(plain)


def _find_quoted(
    content: NDArray[np.uint8],
    start: int,
    stop: int,
    match: re.Match[bytes] | None,
    told: ToldPlans,
    row: int,
) -> None:
    if match is None:
        return
    try:
        plain = str(json.loads(match[1], strict=False)).encode("utf-8", "replace")
    except ValueError:
        return
    at, end = start + match.start(1), start + match.end(1)
    plain = plain[: end - at]
    content[at : at + len(plain)] = np.frombuffer(plain, np.uint8)
    told.text[row] = at, at + len(plain)
    told.plan[row] = start + match.end(), stop


def add_plans(
    plans: PlanGatherer,
    content: NDArray[np.uint8],
    told: ToldPlans,
    statement: NDArray[np.int32],
    call: NDArray[np.int32],
    took: NDArray[np.int64],
) -> tuple[int, int]:
    """Read the slowest plans of each statement. Returns how many could not be read, and how many
    were left out."""
    order = np.lexsort((-took, statement))
    ranked = statement[order]
    first = np.searchsorted(ranked, ranked)
    chosen = np.sort(order[np.arange(len(order)) - first < MOST_EACH])[:MOST]
    unread = 0
    for row in chosen.tolist():
        start, stop = told.plan[row].tolist()
        written = content[start : min(stop, start + LONGEST)].tobytes().decode("utf-8", "replace")
        unread += not _add(plans, written, int(statement[row]), int(call[row]))
    return unread, len(statement) - len(chosen)


def _add(plans: PlanGatherer, written: str, statement: int, call: int) -> bool:
    opened = written.lstrip()
    if opened[:1] not in ('"', "{"):
        text = _TABS.sub("", written)
        return plans.add_postgres_text(text, statement=statement, call=call, origin=ORIGIN)
    try:
        plan = json.loads(opened if opened[0] == "{" else "{" + opened, strict=False)
    except (ValueError, RecursionError):
        return False
    return plans.add_postgres(plan, statement=statement, call=call, origin=ORIGIN)
