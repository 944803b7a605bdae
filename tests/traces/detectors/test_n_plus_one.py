"""N+1: what must fire, what must not, and what it says."""

from __future__ import annotations

import numpy as np
import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.n_plus_one import NPlusOne
from perfview.traces.model import SpanKind
from tests.traces.building import Recording
from tests.traces.detectors.looking import LOOKUP, call, found, loop, query, request

MS = 1e6


def test_alike_statements_are_one_loop_whatever_their_literals() -> None:
    recording = Recording()
    loop(recording, 10, 20)
    (finding,) = found(NPlusOne, recording)
    assert finding.title == "N+1 query on order_items in OrderService.list"
    measures = {measure.name: measure for measure in finding.measures}
    assert measures["same statement"].value == 10
    assert measures["same statement"].threshold == 5
    assert measures["time in them"].value == pytest.approx(200 * MS)
    assert finding.evidence.total == len(finding.evidence.rows) == 10


@pytest.mark.parametrize(("count", "fires"), [(4, False), (5, True)])
def test_five_repeats_are_the_boundary(count: int, fires: bool) -> None:
    recording = Recording()
    loop(recording, count, 100)
    assert bool(found(NPlusOne, recording)) is fires


@pytest.mark.parametrize(("each", "fires"), [(9.99, False), (10.0, True)])
def test_fifty_milliseconds_are_the_boundary_in_a_long_request(each: float, fires: bool) -> None:
    recording = Recording()
    loop(recording, 5, each, extra=5_000)
    assert bool(found(NPlusOne, recording)) is fires


@pytest.mark.parametrize(("extra", "fires"), [(86.5, True), (89.0, False)])
def test_a_tenth_of_a_quick_request_is_the_boundary(extra: float, fires: bool) -> None:
    recording = Recording()
    loop(recording, 5, 2, extra=extra, pause=0.5)
    assert bool(found(NPlusOne, recording)) is fires


def test_many_quick_repeats_are_noted_whatever_they_took() -> None:
    recording = Recording()
    loop(recording, 20, 0.1, extra=2_000)
    (finding,) = found(NPlusOne, recording)
    assert finding.severity is Severity.INFO
    recording = Recording()
    loop(recording, 19, 0.1, extra=2_000)
    assert found(NPlusOne, recording) == []


def test_other_spans_between_do_not_hide_it() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(6):
        query(recording, i * 60, i * 60 + 20, root, f"{LOOKUP}{i}")
        recording.span(i * 60 + 21, i * 60 + 55, "render row", parent=root)
    assert len(found(NPlusOne, recording)) == 1


@pytest.mark.parametrize("wrappers", [1, 2])
def test_each_repeat_under_its_own_parent(wrappers: int) -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(6):
        parent = root
        for _ in range(wrappers):
            parent = recording.span(i * 60, i * 60 + 30, "ItemRepository.find", parent=parent)
        query(recording, i * 60 + 1, i * 60 + 29, parent, f"{LOOKUP}{i}")
    (finding,) = found(NPlusOne, recording)
    assert finding.title == "N+1 query on order_items in GET /orders"
    assert finding.saving is not None
    assert finding.saving.value > 0


def test_repeats_behind_a_service_boundary_belong_to_the_caller_there() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(6):
        client = recording.span(i * 60, i * 60 + 40, "GET", parent=root, kind=SpanKind.CLIENT)
        server = recording.span(
            i * 60 + 1,
            i * 60 + 39,
            "GET /item",
            parent=client,
            service="items",
            kind=SpanKind.SERVER,
        )
        recording.span(
            i * 60 + 2, i * 60 + 30, "SELECT", parent=server, service="items",
            kind=SpanKind.CLIENT, db_system="postgresql", db_statement=f"{LOOKUP}{i}",
        )  # fmt: skip
    (finding,) = found(NPlusOne, recording)
    assert finding.title == "N+1 requests to items in GET /orders"
    assert finding.scopes == ("network",)


@pytest.mark.parametrize(("count", "fires"), [(4, False), (5, True)])
def test_alike_requests_are_counted_ids_and_queries_left_out(count: int, fires: bool) -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(count):
        recording.span(
            i * 100, i * 100 + 90, "GET", parent=root, kind=SpanKind.CLIENT,
            http_method="GET", peer="stock", url=f"http://stock/items/{i}/left?at={i}",
        )  # fmt: skip
    findings = found(NPlusOne, recording)
    assert bool(findings) is fires
    if fires:
        assert "`GET stock/items/{id}/left`" in findings[0].why
        assert "one after another" in findings[0].why


def test_requests_to_different_routes_or_methods_are_not_alike() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i, (method, route) in enumerate((m, r) for m in ("GET", "PUT") for r in ("a", "b", "c")):
        for again in (0, 1):
            at = 150 * i + 70 * again
            recording.span(
                at, at + 60, method, parent=root, kind=SpanKind.CLIENT,
                http_method=method, peer="stock", url=f"http://stock/{route}/{i}",
            )  # fmt: skip
    assert found(NPlusOne, recording) == []


def test_quick_requests_beside_much_else_are_left_alone() -> None:
    recording = Recording()
    root = request(recording, 0, 5000)
    for i in range(10):
        call(recording, i * 30, i * 30 + 29, root, "stock", "GET /items/{id}")
    assert found(NPlusOne, recording) == []
    assert len(found(NPlusOne, recording, request_time=280e6)) == 1


def test_what_hardly_any_request_does_is_a_note() -> None:
    recording = Recording()
    for trace in range(1, 200):
        request(recording, 0, 30, trace=trace)
    loop(recording, 30, 10, trace=200)
    (finding,) = found(NPlusOne, recording)
    assert finding.severity is Severity.INFO
    assert found(NPlusOne, recording, prevalence=0.005)[0].severity is not Severity.INFO


def test_an_operation_that_loops_now_over_this_and_then_over_that_is_told_once() -> None:
    recording = Recording()
    for trace in range(1, 401):
        if trace % 20:
            root = request(recording, 0, 30, trace=trace)
            recording.span(0, 20, "OrderService.list", parent=root, trace=trace)
        else:
            table = (
                f"SELECT * FROM table_{'abcdefghijklmnopqrst'[trace // 20 - 1]} WHERE order_id = "
            )
            loop(recording, 10, 5, trace=trace, statement=table)
    (finding,) = found(NPlusOne, recording)
    assert finding.title == "N+1 queries in OrderService.list"
    assert "(20 statements in all)" in finding.why
    assert finding.severity is not Severity.INFO
    assert finding.evidence.total == 200


def test_loops_over_one_table_share_a_cause_over_endpoints() -> None:
    recording = Recording()
    for trace, name in enumerate(("GET /cart", "GET /orders"), 1):
        root = request(recording, 0, 1000, trace=trace, name=name)
        inner = recording.span(0, 900, "list", parent=root, trace=trace)
        for i in range(6):
            text = LOOKUP if trace == 1 else "SELECT id FROM order_items WHERE id = "
            query(recording, i * 60, i * 60 + 40, inner, f"{text}{i}", trace=trace)
    first, second = found(NPlusOne, recording)
    assert first.cause.split("\n")[1:] == second.cause.split("\n")[1:]
    assert {first.request, second.request} == {"GET /cart", "GET /orders"}


def test_an_orm_span_over_a_driver_span_counts_once() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(4):
        outer = query(recording, i * 60, i * 60 + 40, root, f"{LOOKUP}{i}")
        query(recording, i * 60 + 1, i * 60 + 39, outer, f"{LOOKUP}{i}")
    assert found(NPlusOne, recording) == []


def test_different_statements_are_no_loop() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(8):
        query(recording, i * 60, i * 60 + 40, root, f"SELECT * FROM t{i} WHERE id = 1")
    assert found(NPlusOne, recording) == []


@pytest.mark.parametrize("statement", ["BEGIN", "COMMIT", "SET search_path TO shop", "SELECT 1"])
def test_housekeeping_is_no_loop(statement: str) -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(30):
        query(recording, i * 20, i * 20 + 15, root, statement)
    assert found(NPlusOne, recording) == []


def test_opening_connections_is_no_loop() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(30):
        recording.span(i * 20, i * 20 + 15, "pg.connect", parent=root, db_system="postgresql")
    assert found(NPlusOne, recording) == []


@pytest.mark.parametrize(("count", "fires"), [(49, False), (50, True)])
def test_a_cache_may_be_asked_more_often(count: int, fires: bool) -> None:
    recording = Recording()
    loop(recording, count, 5, statement="GET user:", system="redis")
    assert bool(found(NPlusOne, recording)) is fires


def test_writes_are_told_apart() -> None:
    recording = Recording()
    loop(recording, 10, 20, statement="INSERT INTO audit (what) VALUES (1), ")
    (finding,) = found(NPlusOne, recording)
    assert finding.title == "One write per row of audit in OrderService.list"
    assert "writes" in finding.verdict


def test_calls_that_overlap_save_little_waiting() -> None:
    recording = Recording()
    root = request(recording, 0, 200)
    for i in range(10):
        query(recording, 10 + i, 110 + i, root, f"{LOOKUP}{i}")
    (finding,) = found(NPlusOne, recording)
    assert finding.saving is not None
    assert finding.saving.value <= 10 * MS
    assert "side by side" in finding.why
    waits = next(m.value for m in finding.measures if m.name == "one after another")
    assert waits < 0.2


def test_the_query_before_the_loop_is_named() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    query(recording, 0, 5, root, "SELECT id FROM orders WHERE user_id = 7")
    for i in range(6):
        query(recording, 10 + i * 60, 50 + i * 60, root, f"{LOOKUP}{i}")
    (finding,) = found(NPlusOne, recording)
    assert "`SELECT id FROM orders WHERE user_id = ?` comes before" in finding.why


def test_one_finding_over_all_requests_with_the_slowest_first() -> None:
    recording = Recording()
    for trace, count in enumerate((6, 30, 12), 1):
        loop(recording, count, 10, trace=trace)
    (finding,) = found(NPlusOne, recording)
    measures = {measure.name: measure.value for measure in finding.measures}
    assert (measures["same statement"], measures["most in a request"]) == (12, 30)
    assert finding.evidence.total == 48
    model_rows = finding.evidence.rows[:30]
    assert np.all(np.diff(model_rows) > 0)
    assert finding.evidence.groups.tolist() == [1, 2, 0]


def test_the_saving_is_that_of_one_call_as_long_as_the_longest() -> None:
    recording = Recording()
    loop(recording, 10, 20, pause=0.0)
    (finding,) = found(NPlusOne, recording)
    saving = finding.saving
    assert saving is not None
    assert saving.value == pytest.approx(180 * MS, rel=0.01)
    assert saving.low <= saving.value <= saving.high
    assert saving.before == pytest.approx(210 * MS)
    assert saving.of == "p95 of GET /orders"
    assert saving.method


def test_savings_are_told_of_the_requests_that_do_it() -> None:
    recording = Recording()
    for trace in range(1, 20):
        request(recording, 0, 30, trace=trace)
    loop(recording, 30, 10, trace=20)
    (finding,) = found(NPlusOne, recording)
    assert finding.saving is not None
    assert finding.saving.of == "p95 of 1 request to GET /orders"
    assert finding.saving.value > 200 * MS


def test_the_verdict_can_be_pasted() -> None:
    recording = Recording()
    loop(recording, 40, 10, pause=0.0)
    (finding,) = found(NPlusOne, recording)
    text = finding.verdict.replace("\u202f", " ")
    assert text == (
        "`GET /orders` spends 400 ms of 410 ms in 40 identical queries from `OrderService.list`; "
        "batching them saves about 390 ms at p95"
    )


def test_the_example_is_made_of_the_statement() -> None:
    recording = Recording()
    loop(recording, 10, 20)
    (finding,) = found(NPlusOne, recording)
    assert finding.example is not None
    assert finding.example.before.endswith("SELECT *\nFROM order_items\nWHERE order_id = ?")
    assert finding.example.after.endswith("SELECT *\nFROM order_items\nWHERE order_id = ANY(?)")
    assert "order_id" in finding.how


def test_surer_when_the_data_decides_the_count() -> None:
    fixed, varying = Recording(), Recording()
    for trace in range(1, 6):
        loop(fixed, 8, 10, trace=trace)
        loop(varying, 5 + trace, 10, trace=trace)
    assert found(NPlusOne, varying)[0].confidence > found(NPlusOne, fixed)[0].confidence


def test_its_id_does_not_depend_on_numbers() -> None:
    short, long = Recording(), Recording()
    loop(short, 8, 10)
    loop(long, 80, 3)
    assert found(NPlusOne, short)[0].id == found(NPlusOne, long)[0].id


def test_a_moved_limit_is_kept_to() -> None:
    recording = Recording()
    loop(recording, 3, 50)
    assert found(NPlusOne, recording) == []
    assert len(found(NPlusOne, recording, repeats=3)) == 1


def test_an_empty_recording_is_no_trouble() -> None:
    assert found(NPlusOne, Recording()) == []


@pytest.mark.parametrize(("rounds", "fires"), [(2, False), (3, True)])
def test_a_sequence_of_different_calls_again_and_again_is_a_loop(rounds: int, fires: bool) -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i in range(rounds):
        query(recording, i * 100, i * 100 + 30, root, f"{LOOKUP}{i}")
        query(recording, i * 100 + 40, i * 100 + 70, root, f"SELECT * FROM users WHERE id = {i}")
        recording.span(i * 100 + 71, i * 100 + 90, "render", parent=root)
    findings = found(NPlusOne, recording)
    assert bool(findings) is fires
    if fires:
        (finding,) = findings
        assert finding.evidence.total == 6
        assert "makes the same 2 different calls in turn 3 times" in finding.why
        assert finding.saving is not None
        assert finding.saving.value == pytest.approx(120 * MS)


def test_calls_in_no_order_are_no_sequence() -> None:
    recording = Recording()
    root = request(recording, 0, 1000)
    for i, table in enumerate("aababb"):
        query(recording, i * 60, i * 60 + 40, root, f"SELECT * FROM table_{table} WHERE id = {i}")
    assert found(NPlusOne, recording) == []
