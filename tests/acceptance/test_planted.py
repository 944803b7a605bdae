"""One planted mistake each: the verdict names it, and the evidence is it, span for span."""

from __future__ import annotations

import pytest
from opentelemetry.trace import Link, SpanKind

from tests.acceptance.conftest import Analyse
from tests.acceptance.scene import Scene, span_id

MS = 1e6


def test_queries_in_a_loop_under_spans_of_an_orm(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(30):
        start, count = 1000 * i, 15 + i % 9
        root = scene.request("shop", "GET /cart", start, start + 20 + 9 * count)
        scene.query(root, start + 1, start + 5, f"SELECT id FROM cart_items WHERE cart_id = {i}")
        for at in range(count):
            begin = start + 6 + 9 * at
            row = scene.span("shop", "Product.find", begin, begin + 6, root)
            text = f"SELECT * FROM products WHERE id = {100 * i + at}"
            planted.add(span_id(scene.query(row, begin + 0.5, begin + 5.5, text)))
            scene.span("shop", "render row", begin + 6, begin + 8.5, root)
    analysis = analyse(scene)
    assert analysis.evidence("n-plus-one") == planted
    assert analysis.measure("n-plus-one", "most in a request") == 23
    assert analysis.verdict.startswith(
        "`GET /cart` spends 115 ms of 227 ms in 23 identical queries"
    )
    # 22 of 23 queries of 5 ms go from the request at p95; the rest of the loop may stay.
    assert analysis.finding("n-plus-one")["saving"]["value"] == 110 * MS
    assert "= ANY(?)" in analysis.said["recommendations"][0]["example"]["after"]


def test_a_row_written_at_a_time(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(12):
        start, count = 2000 * i, 40 + i
        root = scene.request("importer", "POST /import", start, start + 30 + 5 * count)
        for at in range(count):
            begin = start + 10 + 5 * at
            text = "INSERT INTO events (id, name) VALUES (?, ?)"
            planted.add(span_id(scene.query(root, begin, begin + 4.5, text)))
    analysis = analyse(scene)
    assert analysis.evidence("n-plus-one") == planted
    assert "51 identical writes" in analysis.verdict
    assert analysis.finding("n-plus-one")["saving"]["value"] == 225 * MS
    assert "VALUES (?, ?), (?, ?)" in analysis.said["recommendations"][0]["example"]["after"]


def test_a_statement_that_is_slow_in_every_fourth_request(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    text = "SELECT * FROM catalog WHERE title ILIKE $1 ORDER BY rank DESC LIMIT 20"
    for i in range(40):
        start, long = 3000 * i, 20 if i % 4 else 1400 + i
        root = scene.request("search", "GET /search", start, start + long + 30)
        query = scene.query(root, start + 10, start + 10 + long, text)
        if i % 4 == 0:
            planted.add(span_id(query))
    analysis = analyse(scene)
    assert analysis.evidence("slow-query") == planted
    assert analysis.measure("slow-query", "p95") == 1428 * MS, "the 38th of 40"
    assert analysis.verdict.startswith(
        "`GET /search` waits 1.43 s at p95 for `SELECT * FROM catalog"
    )


def test_failures_are_laid_at_the_door_of_the_deepest(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(100):
        start, error = 300 * i, "" if i % 9 else "card backend timed out"
        root = scene.request("edge", "POST /pay", start, start + 100, error=error)
        call = scene.span("edge", "POST", start + 5, start + 95, root, SpanKind.CLIENT, error)
        pay = scene.span(
            "payments", "POST /pay", start + 6, start + 94, call, SpanKind.SERVER, error
        )
        ask = scene.span(
            "payments", "Authorize", start + 10, start + 90, pay, SpanKind.CLIENT, error
        )
        bank = scene.span("bank", "Authorize", start + 12, start + 88, ask, SpanKind.SERVER, error)
        if error:
            planted.add(span_id(bank))
    analysis = analyse(scene)
    assert analysis.evidence("error-hot-spot") == planted
    assert "`Authorize` in bank fails in 12 of 100 calls" in analysis.verdict
    assert "12 % of `POST /pay` requests" in analysis.verdict
    assert analysis.said["recommendations"][0]["findings"] == [
        analysis.finding("error-hot-spot")["id"]
    ]


def test_three_hosts_asked_one_after_another(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(25):
        start = 1000 * i
        root = scene.request("bff", "GET /home", start, start + 231)
        begin = start + 5
        for host, long in (("profile", 80), ("news", 60), ("weather", 70)):
            planted.add(span_id(scene.get(root, begin, begin + long, host, f"/v1/{host}")))
            begin += long + 2
    analysis = analyse(scene)
    assert analysis.evidence("sequential-calls") == planted
    assert all(host in analysis.verdict for host in ("profile", "news", "weather"))
    # The longest takes 80 ms; the pauses of 2 ms between the calls stay.
    saving = analysis.finding("sequential-calls")["saving"]
    assert 130 * MS <= saving["value"] <= 134 * MS


def test_an_endpoint_above_the_limit_by_its_own_work(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(60):
        start = 2000 * i
        root = scene.request("reports", "GET /pdf", start, start + 900 + i)
        scene.query(root, start + 2, start + 6, "SELECT * FROM pages WHERE doc = $1")
        planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("latency-threshold") == planted
    assert analysis.measure("latency-threshold", "p95") == 956 * MS, "the 57th of 60"
    assert "`GET /pdf` itself" in analysis.verdict


def test_a_cold_start_is_told_of_the_requests_that_had_one(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(30):
        start, cold = 5000 * i, i in (0, 15)
        root = scene.span("function", "handler", start, start + (2300 if cold else 40))
        if cold:
            planted.add(span_id(scene.span("function", "start", start + 1, start + 2201, root)))
        begin = start + (2265 if cold else 5)
        scene.span("function", "invoke", begin, begin + 30, root)
    analysis = analyse(scene)
    assert analysis.evidence("critical-path") == planted
    assert "2.20 s in each of the 2 requests" in analysis.verdict


@pytest.mark.parametrize("apart", [False, True], ids=["in the same trace", "in a trace of its own"])
def test_nobody_waits_for_a_message_to_be_handled(analyse: Analyse, apart: bool) -> None:
    scene = Scene()
    for i in range(50):
        start = 200 * i
        root = scene.request("orders", "POST /orders", start, start + 30)
        sent = scene.span(
            "orders", "orders publish", start + 20, start + 25, root, SpanKind.PRODUCER
        )
        scene.span(
            "mailer",
            "orders process",
            start + 5000,
            start + 5900,
            None if apart else sent,
            SpanKind.CONSUMER,
            links=[Link(sent.get_span_context())] if apart else (),
        )
    analysis = analyse(scene)
    assert analysis.grave == []
    assert "POST /orders" not in analysis.verdict


def test_clocks_that_disagree_slow_nothing_down(analyse: Analyse) -> None:
    scene, shift = Scene(), 90_000
    for i in range(30):
        start = 500 * i
        root = scene.request("web", "GET /x", start, start + 100)
        call = scene.get(root, start + 10, start + 90, "stock", "/y")
        serve = scene.span(
            "stock", "GET /y", start + 12 - shift, start + 88 - shift, call, SpanKind.SERVER
        )
        scene.query(serve, start + 20 - shift, start + 60 - shift, "SELECT 1 FROM t WHERE id = $1")
    analysis = analyse(scene)
    assert analysis.grave == []
    (oddity,) = analysis.said["import"]["oddities"]
    assert (oddity["kind"], oddity["count"]) == ("clocks-corrected", 60)


def test_one_slow_address_among_requests_that_are_all_named_by_their_method(
    analyse: Analyse,
) -> None:
    scene, planted = Scene(), set()
    for i in range(120):
        start, slow = 2000 * i, i % 6 == 0
        path, long = (f"/reports/{i}?full=1", 1400 + i) if slow else (f"/items/{i}", 20)
        root = scene.span(
            "node-gateway",
            "GET",
            start,
            start + long,
            kind=SpanKind.SERVER,
            http__method="GET",
            http__target=path,
        )
        scene.get(root, start + 1, start + 9, "stock", f"/items/{i}")
        if slow:
            planted.add(span_id(root))
    analysis = analyse(scene)
    assert "`GET /reports/{id}`" in analysis.verdict
    assert analysis.evidence("latency-threshold") == planted
    assert analysis.measure("latency-threshold", "p95") == 1508 * MS, "the 19th of 20"
