"""One planted mistake each, in recordings of Jaeger and Zipkin as well: named first, told once."""

from __future__ import annotations

import random

import pytest
from opentelemetry.sdk.trace import Span
from opentelemetry.trace import SpanKind

from tests.acceptance.conftest import Analyse, Analysis
from tests.acceptance.other_formats import jaeger_json, zipkin_json
from tests.acceptance.scene import EPOCH_NS, Scene, span_id
from tests.acceptance.test_planted_services import call, instance

MS = 1e6


def first_card(analysis: Analysis) -> list[str]:
    """The detectors behind the first recommendation, the one that leads it first."""
    kinds = {finding["id"]: str(finding["detector"]) for finding in analysis.said["findings"]}
    return [kinds[each] for each in analysis.said["recommendations"][0]["findings"]]


def detectors(analysis: Analysis) -> set[str]:
    return {finding["detector"] for finding in analysis.said["findings"]}


def redis(scene: Scene, parent: Span, start: float, end: float, text: str) -> Span:
    service = str(parent.resource.attributes["service.name"])
    return scene.span(
        service, "GET", start, end, parent, SpanKind.CLIENT, db__system="redis", db__statement=text
    )


def test_a_look_into_the_cache_before_each_query_of_a_loop(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(1)
    for i in range(30):
        start, count = 700 * i, chance.randrange(10, 22)
        root = scene.request("blog", "GET /posts", start, start + 10 + 7 * count)
        for at in range(count):
            begin = start + 5 + 7 * at
            redis(scene, root, begin, begin + 0.5, f"GET author:{i * 50 + at}")
            text = f"SELECT * FROM users WHERE id = {i * 50 + at} /* {at} */"
            planted.add(span_id(scene.query(root, begin + 0.7, begin + 6, text)))
    analysis = analyse(jaeger_json(scene.spans()))
    assert analysis.evidence("n-plus-one") == planted
    assert "21 identical queries" in analysis.verdict
    assert first_card(analysis)[0] == "n-plus-one"
    loops = {"n-plus-one", "query-n-plus-one"}
    assert detectors(analysis) <= loops | {"cache-miss", "critical-path", "statement-share"}


def test_requests_in_a_loop_between_clocks_that_disagree(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(30):
        start = 900 * i
        root = scene.request("orders", "GET /orders", start, start + 250)
        for at in range(12):
            begin = start + 5 + 20 * at
            client, _ = call(scene, root, begin, begin + 19, "users", f"GET /users/{12 * i + at}")
            planted.add(span_id(client))
    analysis = analyse(zipkin_json(scene.spans(), {"users": 420.0}))
    assert analysis.evidence("n-plus-one") == planted
    assert first_card(analysis) == ["n-plus-one", "sequential-calls"]
    assert "12 identical requests to users" in analysis.verdict
    assert analysis.said["import"]["oddities"][0]["kind"] == "clocks-corrected"


def test_requests_in_a_loop_that_are_started_together(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(4)
    for i in range(30):
        start = 900 * i
        root = scene.request("board", "GET /board", start, start + 200)
        for at in range(20):
            end = start + 6 + chance.uniform(60, 190)
            asked = scene.get(root, start + 5, end, "metrics.internal", f"/series/{i * 31 + at}")
            planted.add(span_id(asked))
    analysis = analyse(scene)
    assert analysis.evidence("n-plus-one") == planted
    assert analysis.finding("n-plus-one")["severity"] == "warning"
    assert first_card(analysis)[0] == "n-plus-one"


def test_two_statements_of_one_name_are_two(analyse: Analyse) -> None:
    scene = Scene()
    root = scene.request("web", "GET /report", 0, 3000)
    for at in range(60):
        scene.query(root, 5 + 7 * at, 11 + 7 * at, f"SELECT * FROM line WHERE id = {at}")
    slow = scene.query(root, 450, 2950, "SELECT sum(x) FROM facts GROUP BY y")
    analysis = analyse(jaeger_json(scene.spans()))
    assert first_card(analysis)[0] == "slow-query"
    assert analysis.evidence("critical-path") == {span_id(slow)}
    assert "facts" in analysis.finding("critical-path")["title"]


def test_a_statement_of_all_endpoints_is_one_thing_to_do(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(160):
        start, name = 200 * i, f"GET /{'abcd'[i % 4]}"
        root = scene.request("api", name, start, start + 80 + i % 9)
        text = f"SELECT * FROM permissions WHERE user_id = {i}"
        planted.add(span_id(scene.query(root, start + 3, start + 65, text)))
        scene.query(root, start + 66, start + 76, f"SELECT * FROM {'abcd'[i % 4]} WHERE id = 1")
    analysis = analyse(zipkin_json(scene.spans()))
    assert analysis.evidence("statement-share") == planted
    assert first_card(analysis)[0] == "statement-share"
    assert len(analysis.said["recommendations"]) == 1


def test_a_pool_by_the_name_that_node_gives_it(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start, wait = 500 * i, 60 + i % 30
        root = scene.request("api", "GET /things", start, start + wait + 30)
        planted.add(span_id(scene.span("api", "pg-pool.connect", start + 1, start + wait, root)))
        scene.query(root, start + wait, start + wait + 20, "SELECT * FROM things WHERE id = $1")
    analysis = analyse(jaeger_json(scene.spans()))
    assert analysis.evidence("queue-wait") == planted
    assert "for a connection" in analysis.verdict
    assert "missing-instrumentation" not in detectors(analysis)


def test_whoever_sends_a_message_does_not_wait(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(40):
        start = 400 * i
        root = scene.request("shop", "POST /orders", start, start + 30)
        sent = scene.span("shop", "orders publish", start + 5, start + 8, root, SpanKind.PRODUCER)
        begin = start + 9000 + 100 * i
        scene.span("mailer", "orders process", begin, begin + 20, sent, SpanKind.CONSUMER)
    verdict = analyse(jaeger_json(scene.spans())).verdict
    assert verdict.startswith("Messages of `POST /orders` lie 10.9 s in the queue before")


@pytest.mark.parametrize("write", [jaeger_json, None], ids=["Jaeger", "OpenTelemetry"])
def test_a_collection_told_by_an_event(analyse: Analyse, write: object) -> None:
    scene, planted = Scene(), set()
    for i in range(80):
        start, stands = 400 * i, i % 8 == 0
        root = scene.request("jvm", "GET /x", start, start + 30 + (250 if stands else i % 7))
        scene.query(root, start + 1, start + 8, "SELECT a FROM b WHERE id = $1")
        if stands:
            at = EPOCH_NS + round((start + 10) * MS)
            root.add_event("GC pause", {"gc.duration_ms": 250.0}, at)
            planted.add(span_id(root))
    analysis = analyse(jaeger_json(scene.spans()) if write else scene)
    assert analysis.evidence("gc-in-requests") == planted
    assert "stands still for 250 ms" in analysis.verdict
    assert analysis.finding("gc-in-requests")["saving"]["value"] == pytest.approx(250 * MS)


def test_redirects_and_retries_cannot_be_made_at_once(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(40):
        start = 2000 * i
        root = scene.request("crawler", "GET /fetch", start, start + 210)
        for at, address in enumerate(("/a", "/b", "/c", "/d")):
            client = scene.get(root, start + 50 * at, start + 50 * at + 49, "ex.org", address)
            client.set_attribute("http.response.status_code", 301 if at < 3 else 200)
        root = scene.request("crawler", "POST /push", start + 500, start + 700)
        for at in range(3):
            begin, error = start + 505 + 60 * at, "" if at == 2 else "unavailable"
            call(scene, root, begin, begin + 50, "sink", "POST /put", error=error)
    analysis = analyse(scene)
    assert {"redirect-chain", "retry-storm"} <= detectors(analysis)
    assert "sequential-calls" not in detectors(analysis)


def test_a_slow_copy_that_jaeger_names_by_its_host(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(6)
    copies = [instance(scene, "api", f"host-{copy}") for copy in range(4)]
    for i in range(240):
        long = chance.uniform(180, 260) if i % 4 == 2 else chance.uniform(30, 60)
        root = scene.span(copies[i % 4], "GET /x", 300 * i, 300 * i + long, kind=SpanKind.SERVER)
        if i % 4 == 2:
            planted.add(span_id(root))
    analysis = analyse(jaeger_json(scene.spans()))
    assert analysis.evidence("unbalanced-instances") == planted
    assert "`host-2`" in analysis.verdict
    assert "latency-by-attribute" not in detectors(analysis)


def test_a_talk_of_two_services_is_one_thing_to_do(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(2)
    for i in range(30):
        start = 900 * i
        root = scene.request("mono", "GET /page", start, start + 240)
        for at in range(30):
            begin, name = start + 3 + 7.5 * at, f"GET /{chance.choice('abcdef')}"
            call(scene, root, begin, begin + 7, "core", name, there=2.4)
    analysis = analyse(zipkin_json(scene.spans()))
    assert first_card(analysis)[0] == "chatty-services"
    assert len(analysis.said["recommendations"]) == 1


def test_jobs_and_connections_that_stay_open_are_not_slow(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(30):
        start = 5000 * i
        scene.span("reports", "nightly-cleanup", start, start + 4000)
        root = scene.request("chat", "GET /ws", start, start + 60_000)
        root.set_attribute("http.response.status_code", 101)
        scene.request("chat", "GET /rooms", start, start + 8)
    assert analyse(scene).grave == []


def test_work_that_outlasts_its_request_keeps_nobody_waiting(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(20):
        start = 3000 * i
        root = scene.request("hub", "POST /event", start, start + 30)
        for at in range(40):
            begin = start + 5 + 3 * at
            scene.get(root, begin, begin + 300, "devices.internal", f"/device/{at}")
    analysis = analyse(jaeger_json(scene.spans()))
    assert [f for f in analysis.grave if f["detector"] == "n-plus-one"] == []


def test_a_caller_that_gives_up_after_a_second(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(60):
        start, late = 5000 * i, i % 6 == 0
        long, error = (3000, "timeout") if late else (40, "")
        root = scene.request("edge", "GET /feed", start, start + min(long + 4, 1006), error=error)
        client = scene.span(
            "edge", "GET", start + 2, start + min(long + 3, 1003), root, SpanKind.CLIENT, error,
            http__request__method="GET", url__full="http://feed/feed",
        )  # fmt: skip
        scene.span("feed", "GET /feed", start + 2.5, start + long + 2.5, client, SpanKind.SERVER)
        if late:
            planted.add(span_id(client))
    analysis = analyse(zipkin_json(scene.spans()))
    assert analysis.evidence("error-hot-spot") == planted
    assert planted < analysis.evidence("timeout-cascade")
    assert set(first_card(analysis)) >= {"error-hot-spot", "timeout-cascade"}
    assert "fails in 10 of 60 calls, timing out after 1.00 s" in analysis.verdict
