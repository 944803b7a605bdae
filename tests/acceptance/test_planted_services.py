"""Troubles between services, one planted in each recording beside what only looks like it."""

from __future__ import annotations

import random

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind

from tests.acceptance.conftest import Analyse
from tests.acceptance.scene import Scene, span_id

MS = 1e6


def call(
    scene: Scene,
    parent: Span,
    start: float,
    end: float,
    service: str,
    name: str,
    *,
    there: float = 0.5,
    error: str = "",
) -> tuple[Span, Span]:
    """The caller's span of a request to another service, and the callee's inside it."""
    caller = str(parent.resource.attributes["service.name"])
    client = scene.span(
        caller, name.split()[0], start, end, parent, SpanKind.CLIENT, error,
        http__request__method=name.split()[0], server__address=service,
        url__full=f"http://{service}{name.split()[-1]}",
    )  # fmt: skip
    server = scene.span(service, name, start + there, end - 0.5, client, SpanKind.SERVER, error)
    return client, server


def instance(scene: Scene, service: str, name: str) -> str:
    """A copy of a service, under the key by which the scene knows it."""
    resource = Resource.create({"service.name": service, "service.instance.id": name})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(SimpleSpanProcessor(scene.exporter))
    scene.providers[f"{service}@{name}"] = provider
    return f"{service}@{name}"


def test_two_services_that_talk_too_much(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    kinds = ("GET /price", "GET /stock", "GET /tax", "GET /image", "GET /rating")
    for i in range(30):
        start, count = 1000 * i, 25 + i % 5
        root = scene.request("shop", "GET /cart", start, start + 10 + 8 * count)
        for at in range(count):
            begin = start + 5 + 8 * at
            _, server = call(
                scene, root, begin, begin + 7, "catalog", kinds[at % 5], there=2 + at % 3
            )
            planted.add(span_id(server))
        # A few calls to another service are no trouble.
        call(scene, root, start + 1, start + 4, "auth", "GET /check")
    analysis = analyse(scene)
    assert analysis.evidence("chatty-services") == planted
    assert analysis.measure("chatty-services", "calls per request") == 27
    found = analysis.finding("chatty-services")
    assert found["severity"] == "warning"
    assert found["saving"]["value"] > 50 * MS


def test_a_call_that_is_tried_again_and_again(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start, pauses = 3000 * i, (20, 50, 110, 230)
        storm = i % 4 == 0
        root = scene.request("edge", "POST /pay", start, start + (520 if storm else 40))
        begin = start + 5
        for pause in pauses[: 4 if storm else 1]:
            error = "unavailable" if storm and pause != 230 else ""
            client, _ = call(scene, root, begin, begin + 20, "bank", "POST /charge", error=error)
            begin += 20 + pause
            if storm:
                planted.add(span_id(client))
    analysis = analyse(scene)
    assert analysis.evidence("retry-storm") == planted
    assert analysis.measure("retry-storm", "attempts") == 4
    # The three pauses and three of the four attempts go.
    assert analysis.finding("retry-storm")["saving"]["value"] > 200 * MS


def test_retries_that_multiply_across_layers(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(10):
        start = 2000 * i
        root = scene.request("edge", "GET /x", start, start + 700, error="gave up")
        for outer in range(3):
            begin = start + 10 + 220 * outer
            _, server = call(scene, root, begin, begin + 200, "mid", "GET /y", error="no")
            for inner in range(3):
                at = begin + 5 + 60 * inner
                call(scene, server, at, at + 50, "deep", "GET /z", error="down")
    analysis = analyse(scene)
    assert analysis.measure("retry-storm", "calls one becomes") == 9
    assert analysis.measure("retry-storm", "layers that retry") == 2
    assert analysis.finding("retry-storm")["severity"] == "critical"


def test_a_loop_whose_calls_all_fail_is_no_retry(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(10):
        root = scene.request("edge", "GET /all", 500 * i, 500 * i + 100)
        for at in range(6):
            begin = 500 * i + 5 + 12 * at
            call(scene, root, begin, begin + 10, "items", f"GET /item/{at}", error="gone")
    assert not [f for f in analyse(scene).said["findings"] if f["detector"] == "retry-storm"]


def test_one_shard_of_eight_that_is_late(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(4)
    for i in range(40):
        start, late = 1000 * i, chance.randrange(8)
        root = scene.request("search", "GET /search", start, start + 330)
        for shard in range(8):
            long = 300 if shard == late else 40 + chance.random() * 15
            client, _ = call(
                scene, root, start + 5, start + 5 + long, f"shard-{shard}", "GET /query"
            )
            if shard == late:
                planted.add(span_id(client))
    analysis = analyse(scene)
    assert analysis.evidence("straggler") == planted
    found = analysis.finding("straggler")
    assert found["severity"] == "warning"
    assert 200 * MS < found["saving"]["value"] < 270 * MS


def test_a_fan_out_whose_calls_take_about_as_long_is_fine(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(4)
    for i in range(40):
        root = scene.request("search", "GET /search", 1000 * i, 1000 * i + 180)
        for shard in range(8):
            begin = 1000 * i + 5
            call(scene, root, begin, begin + 80 + 80 * chance.random(), f"s{shard}", "GET /q")
    assert not [f for f in analyse(scene).said["findings"] if f["detector"] == "straggler"]


def test_waiting_for_a_connection(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start, wait = 1000 * i, 60 + 3 * (i % 20)
        root = scene.request("shop", "GET /list", start, start + wait + 40)
        get = scene.span("shop", "HikariPool.getConnection", start + 2, start + 2 + wait, root)
        planted.add(span_id(get))
        scene.query(root, start + 5 + wait, start + 30 + wait, "SELECT * FROM items WHERE a = $1")
    analysis = analyse(scene)
    assert analysis.evidence("queue-wait") == planted
    found = analysis.finding("queue-wait")
    assert found["scopes"] == ["database"]
    assert found["severity"] == "warning"
    assert 90 * MS < found["saving"]["value"] <= 117 * MS


def test_calls_that_the_callee_takes_up_late(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start, wait = 1000 * i, 20 + 8 * (i % 20)
        root = scene.request("shop", "GET /list", start, start + wait + 60)
        client, _ = call(
            scene, root, start + 5, start + 45 + wait, "stock", "GET /stock", there=wait + 0.5
        )
        planted.add(span_id(client))
        call(scene, root, start + 50 + wait, start + 58 + wait, "auth", "GET /check", there=0.6)
    analysis = analyse(scene)
    assert analysis.evidence("queue-wait") == planted
    assert "begins to work" in analysis.finding("queue-wait")["title"]


def test_a_wait_that_nothing_names_but_the_load_explains(analyse: Analyse) -> None:
    scene, chance, busy = Scene(), random.Random(8), 0.0
    waiting, at = set(), 0.0
    for i in range(120):
        # Bursts of six requests for one connection, then a pause.
        at += 400 if i % 6 == 0 else 3
        busy = max(busy, at + 1)
        wait, work = busy - at, chance.uniform(25, 35)
        root = scene.request("shop", "GET /x", at, at + wait + work + 2)
        scene.query(root, at + wait, at + wait + work, "SELECT a FROM b WHERE c = $1")
        busy += work
        waiting.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("queue-wait") == waiting
    assert "makes its first call" in analysis.finding("queue-wait")["title"]


def test_time_before_the_first_call_that_is_work_is_no_queue(analyse: Analyse) -> None:
    scene, chance, at = Scene(), random.Random(8), 0.0
    for i in range(120):
        at += 400 if i % 6 == 0 else 3
        wait = chance.uniform(60, 120)
        root = scene.request("shop", "GET /x", at, at + wait + 32)
        scene.query(root, at + wait, at + wait + 30, "SELECT a FROM b WHERE c = $1")
    assert not [f for f in analyse(scene).said["findings"] if f["detector"] == "queue-wait"]


def test_messages_that_lie_in_a_queue(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start = 1000 * i
        root = scene.request("shop", "POST /order", start, start + 30)
        sent = scene.span("shop", "orders publish", start + 5, start + 8, root, SpanKind.PRODUCER)
        begin = start + 12_000 + 100 * i
        taken = scene.span("mailer", "orders process", begin, begin + 20, sent, SpanKind.CONSUMER)
        planted.add(span_id(taken))
    analysis = analyse(scene)
    assert analysis.evidence("queue-wait") == planted
    assert analysis.finding("queue-wait")["severity"] == "warning"


def test_a_cache_that_seldom_knows(analyse: Analyse) -> None:
    scene, misses = Scene(), set()
    for i in range(60):
        start, hit = 500 * i, i % 3 == 0
        root = scene.request("shop", "GET /item", start, start + (20 if hit else 140))
        get = scene.span(
            "shop", "GET", start + 2, start + 4, root, SpanKind.CLIENT,
            db__system__name="redis", db__query__text=f"GET item:{i}",
        )  # fmt: skip
        if not hit:
            text = "SELECT * FROM items JOIN prices USING (id) WHERE id = $1"
            source = scene.query(root, start + 6, start + 120, text)
            scene.span(
                "shop", "SET", start + 122, start + 124, root, SpanKind.CLIENT,
                db__system__name="redis", db__query__text=f"SET item:{i} x",
            )  # fmt: skip
            misses |= {span_id(get), span_id(source)}
    analysis = analyse(scene)
    assert analysis.evidence("cache-miss") == misses
    assert round(analysis.measure("cache-miss", "lookups that hit"), 2) == 0.33
    assert analysis.finding("cache-miss")["severity"] in ("warning", "info")


def test_a_cache_that_mostly_knows_is_left_alone(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(60):
        start, hit = 500 * i, i % 20 != 0
        root = scene.request("shop", "GET /item", start, start + (20 if hit else 60))
        scene.span("shop", "cache.get", start + 2, start + 4, root, cache__hit=hit)
        if not hit:
            scene.query(root, start + 6, start + 50, "SELECT * FROM items WHERE id = $1")
    assert not [f for f in analyse(scene).said["findings"] if f["detector"] == "cache-miss"]


def test_cold_copies_of_a_service(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for copy in range(4):
        service = instance(scene, "api", f"pod-{copy}")
        for i in range(30):
            start, first = 10_000 * copy + 300 * i, i == 0
            root = scene.span(
                service, "GET /x", start, start + (900 if first else 25 + i % 9),
                kind=SpanKind.SERVER, http__request__method="GET", http__route="/x",
            )  # fmt: skip
            if first:
                planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("cold-start") == planted
    assert analysis.measure("cold-start", "slow first requests") == 4


def test_functions_that_say_they_were_cold(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(60):
        cold = i in (7, 31, 50)
        root = scene.span(
            "thumbnail", "resize", 1000 * i, 1000 * i + (1400 if cold else 80),
            kind=SpanKind.SERVER, faas__coldstart=cold,
        )  # fmt: skip
        if cold:
            planted.add(span_id(root))
    assert analyse(scene).evidence("cold-start") == planted


def test_one_copy_slower_than_its_equals(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(6)
    services = [instance(scene, "api", f"pod-{copy}") for copy in range(5)]
    for i in range(300):
        copy = i % 5
        long = chance.uniform(180, 260) if copy == 3 else chance.uniform(30, 60)
        root = scene.span(services[copy], "GET /x", 400 * i, 400 * i + long, kind=SpanKind.SERVER)
        if copy == 3:
            planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("unbalanced-instances") == planted
    assert "pod-3" in analysis.finding("unbalanced-instances")["title"]


def test_one_copy_that_gets_most_of_the_load(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(6)
    services = [instance(scene, "api", f"pod-{copy}") for copy in range(4)]
    for i in range(300):
        copy = 0 if i % 10 < 7 else 1 + i % 3
        long = chance.uniform(30, 60)
        scene.span(services[copy], "GET /x", 400 * i, 400 * i + long, kind=SpanKind.SERVER)
    analysis = analyse(scene)
    assert analysis.finding("unbalanced-instances")["severity"] == "info"
    assert round(analysis.measure("unbalanced-instances", "requests on it")) == 210
