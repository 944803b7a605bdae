from __future__ import annotations

import numpy as np
import pytest

from perfview.findings.forecast import Question, UnanswerableError
from perfview.traces.model import SpanKind
from perfview.traces.scenarios.forecasting import answer, distribution, find_operations
from perfview.traces.study import Study
from tests.traces.building import Recording

MS = 1_000_000


@pytest.fixture
def study() -> Study:
    """A shop asks its stock twice in each of ten requests, 10 to 100 ms long; one asks nothing."""
    recording = Recording()
    for trace in range(1, 11):
        long, at = 10 * trace, 1000 * trace
        root = recording.span(at, at + long, "GET /cart", trace=trace, kind=SpanKind.SERVER)
        for part in (0.1, 0.5):
            call = recording.span(
                at + part * long, at + (part + 0.3) * long, "Stock/Get",
                parent=root, trace=trace, kind=SpanKind.CLIENT,
            )  # fmt: skip
            recording.span(
                at + (part + 0.05) * long, at + (part + 0.25) * long, "Stock/Get",
                parent=call, trace=trace, kind=SpanKind.SERVER, service="stock",
            )  # fmt: skip
    recording.span(50_000, 50_005, "GET /ping", trace=11, kind=SpanKind.SERVER)
    return Study(recording.model())


def test_of_a_call_and_its_answer_the_answer_is_meant(study: Study) -> None:
    (operation,) = find_operations(study, "stock/get")
    assert study.model.strings[int(study.operations.service[operation])] == "stock"
    assert find_operations(study, "Stock/Get", "web") != [operation]


def test_an_answer_compares_endpoints(study: Study) -> None:
    found = answer(study, Question("Stock/Get", "faster", 50, service="stock"))
    assert [part.name for part in found.parts] == ["GET /cart"]
    part = found.parts[0]
    assert (part.count, found.overall.count) == (10, 11)
    assert part.before.p95 == 100 * MS
    assert part.after.p95 == 80 * MS
    assert (part.before.mean, part.after.mean) == (55 * MS, 44 * MS)
    assert part.saving.value == 20 * MS
    assert part.saving.low <= 20 * MS <= part.saving.high
    assert found.told["operation"]["changedSpans"] == 20
    assert found.told["queueing"] is None
    assert found.subject == "Stock/Get in stock 50\u202f% faster"


@pytest.mark.parametrize(("change", "after"), [("remove", 40), ("parallel", 70), ("batch", 70)])
def test_other_changes(study: Study, change: str, after: int) -> None:
    service = "web" if change == "remove" else ""
    found = answer(study, Question("Stock/Get", change, service=service))
    assert found.parts[0].after.p95 == after * MS


def test_an_endpoint_that_does_not_change_can_be_asked_about(study: Study) -> None:
    question = Question("Stock/Get", "remove", service="web", endpoint="ping")
    [part] = answer(study, question).parts
    assert part.before == part.after
    assert part.saving.value == 0


@pytest.mark.parametrize(
    ("question", "option", "said"),
    [
        (Question("GET /", "remove"), "--operation", "may be GET /cart in web or GET /ping in web"),
        (Question("GET /crat", "remove"), "--operation", "Did you mean GET /cart"),
        (
            Question("x", "remove", service="stock"),
            "--operation",
            "in stock. There are: Stock/Get.",
        ),
        (Question("GET /cart", "batch"), "--batch", "more than once"),
        (Question("GET /cart", "remove", endpoint="GET"), "--endpoint", "may be GET /cart or"),
    ],
)
def test_questions_without_an_answer(
    study: Study, question: Question, option: str, said: str
) -> None:
    with pytest.raises(UnanswerableError) as caught:
        answer(study, question)
    assert said in str(caught.value)
    assert caught.value.option == option


def test_percentiles_are_by_nearest_rank() -> None:
    found = distribution(np.arange(1, 101, dtype=np.int64))
    assert (found.p50, found.p95, found.p99, found.mean) == (50, 95, 99, 50.5)
    assert distribution(np.array([7])).p99 == 7
