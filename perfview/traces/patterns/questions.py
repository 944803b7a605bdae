"""What calls ask for, so that alike ones can be counted: statements, and requests to one route."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.traces.contents.attribute_numbers import has_any
from perfview.traces.model import SpanKind
from perfview.traces.patterns.addresses import ID_SEGMENT
from perfview.traces.patterns.calls import READS_ONLY, callee
from perfview.traces.patterns.database import database_calls, innermost
from perfview.traces.patterns.naming import call_name, endpoint_path, operation_path, statement_text
from perfview.traces.patterns.rewriting import with_all_places
from perfview.traces.patterns.span_types import are_requests, is_typed
from perfview.traces.patterns.web_assets import PREFETCH_KEYS, STATIC, are_prefetched, endings_of
from perfview.traces.study import Study

MOST_ADDRESSES = 20_000
"""Different addresses whose ids are masked; beyond that, calls count by what they arrive at."""

SUBJECT = 60
"""Characters of a request that name what a loop is about."""

_GRAPHQL = re.compile(r"/graphql/?(?:[?#]|\Z)", re.IGNORECASE)
_AFTER_PATH = re.compile(r"[?#].*", re.DOTALL)


@dataclass(frozen=True)
class Questions:
    """What n spans ask: q questions, the first `statements` of them those of `Study.statements`.

    of_span int32 (n): the question, -1 for spans that are no call to count. The questions from
    `statements` on are requests to other services: first by the operation that asks and the peer,
    after `told_apart` by callee and masked address too. sample int32 (q): a span that asks it.
    is_cache, is_read, recorded bool (q): asked of a cache; changes nothing; its text is in the file
    (else the span's name stands for it).
    """

    of_span: NDArray[np.int32]
    statements: int
    sample: NDArray[np.int32]
    is_cache: NDArray[np.bool_]
    is_read: NDArray[np.bool_]
    recorded: NDArray[np.bool_]

    def is_request(self, question: int) -> bool:
        """Whether it is a request to another service rather than a statement."""
        return question >= self.statements

    def text(self, study: Study, question: int) -> str:
        """The normalised statement, or what the request asks for with its ids masked."""
        row = int(self.sample[question])
        if self.is_request(question):
            return asked_for(study, row)
        text = statement_text(study, row)
        return with_all_places(text) if self.recorded[question] else text.rpartition(" (")[0]


def asked_for(study: Study, row: int) -> str:
    """What a call is named in a sentence; an address without the ids that tell it from others."""
    name = call_name(study, row)
    if study.statements.of_span[row] >= 0:
        return name
    recorded = callee(study, np.array([row]))[0] != study.operations.of_span[row]
    asked, of, service = name.rpartition(" in ") if recorded else (name, "", "")
    return f"{masked(asked)}{of}{service}"


def loop_cause(study: Study, endpoint: int, caller: int, row: int, about: str) -> str:
    """The cause of calls like this row that an operation repeats, whichever detector tells them.

    `endpoint` and `caller` (an operation) ask; `about` is the table or the request.
    """
    leaf = int(study.operations.of_span[row])
    paths = endpoint_path(study, endpoint), operation_path(study, leaf)
    return "\n".join((*paths, f"{operation_path(study, caller)} {about}"))


def pair_cause(study: Study, endpoint: int, caller: str, callee: str) -> str:
    """The cause of calls of many kinds from one service to another, whichever detector tells
    them. `caller` and `callee` are the services' names."""
    return f"{endpoint_path(study, endpoint)}\nchatty {caller} {callee}\ncalls"


def questions_of(study: Study) -> Questions:
    """The statements of a recording, and its requests by who asks whom."""
    return study.once("questions", lambda: _find(study))


def _find(study: Study) -> Questions:
    calls, statements = database_calls(study), study.statements
    known = len(statements.texts)
    of_span = calls.question.copy()
    asks = study.model.kind == SpanKind.CLIENT
    if is_typed(study):
        asks |= are_requests(study)
    rows = np.flatnonzero(asks & (statements.of_span < 0))
    rows = rows[innermost(study, rows)]
    operation = _alike_operations(study, study.operations.of_span[rows])
    asked, head = number_pairs(operation, study.model.peer[rows])
    of_span[rows] = asked + np.int32(known)
    sample = np.full(known, -1, np.int32)
    stated = np.flatnonzero(calls.question >= 0)
    sample[calls.question[stated]] = stated
    nothing = np.zeros(len(head), np.bool_)
    return Questions(
        of_span=of_span,
        statements=known,
        sample=np.concatenate([sample, rows[head].astype(np.int32)]),
        is_cache=np.concatenate([calls.is_cache, nothing]),
        is_read=np.concatenate([statements.is_read, _only_read(study, rows[head])]),
        recorded=np.concatenate([calls.recorded, ~nothing]),
    )


def _only_read(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    method = study.model.http_method[rows]
    names = {i: study.model.strings[i].upper() for i in np.unique(method).tolist()}
    return np.isin(method, [i for i, name in names.items() if name in READS_ONLY])


def told_apart(
    study: Study, questions: Questions, rows: NDArray[np.int32]
) -> tuple[NDArray[np.int32], Questions]:
    """The question of each of these calls, requests by callee, method and masked address as well.

    Returns int32 as long as `rows`, and the questions with those new ones at the end.
    """
    asked = questions.of_span[rows].copy()
    requests = np.flatnonzero(asked >= questions.statements)
    if len(requests) == 0:
        return asked, questions
    of = rows[requests]
    operation = _alike_operations(study, callee(study, of))
    arrives, _ = number_pairs(operation, alike_addresses(study, study.model.url[of]))
    method, _ = number_pairs(arrives, study.model.http_method[of])
    finer, head = number_pairs(asked[requests], method)
    old = asked[requests[head]]
    asked[requests] = finer + np.int32(len(questions.sample))
    return asked, Questions(
        of_span=questions.of_span,
        statements=questions.statements,
        sample=np.concatenate([questions.sample, of[head]]),
        is_cache=np.concatenate([questions.is_cache, questions.is_cache[old]]),
        is_read=np.concatenate([questions.is_read, _only_read(study, of[head])]),
        recorded=np.concatenate([questions.recorded, questions.recorded[old]]),
    )


def _alike_operations(study: Study, operation: NDArray[np.int32]) -> NDArray[np.int32]:
    """Operations (int32) numbered so that those of a service whose names differ only in ids or a
    query are one: some name each request by its whole address. Too many names stay as they are."""
    operations = study.operations
    different, place = np.unique(operation, return_inverse=True)
    if len(different) > MOST_ADDRESSES:
        return operation
    numbers: dict[tuple[int, str], int] = {}
    alike = [
        numbers.setdefault((int(operations.service[k]), masked(operations.names[k])), len(numbers))
        for k in different.tolist()
    ]
    return np.array(alike, np.int32)[place]


def are_fetched(study: Study, questions: Questions, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of these calls are requests that nobody asks row by row: bool.

    Files of a page (pictures, scripts, fonts); what is fetched ahead; GraphQL, whose one address
    stands for every question, unless the span is named by the question.
    """
    fetched: NDArray[np.bool_] = questions.of_span[rows] >= questions.statements
    at = np.flatnonzero(fetched)
    fetched[at] = endings_of(study, rows[at]).among(STATIC) | _on_one_address(study, rows[at])
    if has_any(study, PREFETCH_KEYS):
        at = np.flatnonzero(questions.of_span[rows] >= questions.statements)
        fetched[at] |= are_prefetched(study, rows[at])
    return fetched


def _on_one_address(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    model = study.model
    url, place = np.unique(model.url[rows], return_inverse=True)
    graph = [bool(_GRAPHQL.search(model.strings[i])) for i in url.tolist()]
    hit: NDArray[np.bool_] = np.array(graph, np.bool_)[place] if len(rows) else place > 0
    name, of = np.unique(model.name[rows], return_inverse=True)
    bare = [" " not in model.strings[i] or "/" in model.strings[i] for i in name.tolist()]
    return hit & np.array(bare, np.bool_)[of] if len(rows) else hit


def alike_addresses(study: Study, url: NDArray[np.int32]) -> NDArray[np.int32]:
    """Addresses numbered so that those which differ only in ids or the query are one."""
    different, place = np.unique(url, return_inverse=True)
    if len(different) > MOST_ADDRESSES:
        return np.zeros(len(url), np.int32)
    numbers: dict[str, int] = {}
    strings = study.model.strings
    number = [numbers.setdefault(masked(strings[i]), len(numbers)) for i in different.tolist()]
    return np.array(number, np.int32)[place]


def masked(address: str) -> str:
    """An address without its query, path segments that hold a digit as `{id}`."""
    head, mark, path = address.partition("://")
    if not mark:
        return ID_SEGMENT.sub("{id}", _AFTER_PATH.sub("", address))
    host, slash, path = path.partition("/")
    return f"{head}://{host}{slash and ID_SEGMENT.sub('{id}', '/' + _AFTER_PATH.sub('', path))}"
