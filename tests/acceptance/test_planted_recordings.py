"""Troubles that show in a whole recording, one planted in each beside what only looks like it."""

from __future__ import annotations

import random

from opentelemetry.trace import SpanKind

from tests.acceptance.conftest import Analyse, Analysis
from tests.acceptance.scene import Scene, span_id
from tests.acceptance.test_planted_services import call

MS = 1e6


def named(analysis: Analysis, detector: str) -> list[str]:
    """The severities of this detector's findings."""
    return [f["severity"] for f in analysis.said["findings"] if f["detector"] == detector]


def test_callers_that_give_up_while_the_callee_works_on(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(50):
        start, late = 5000 * i, i % 5 == 0
        end = start + (1010 if late else 60)
        root = scene.request("edge", "GET /x", start, end, error="timeout" if late else "")
        client = scene.span(
            "edge", "GET", start + 5, start + (1005.5 + i / 10 if late else 50), root,
            SpanKind.CLIENT, "deadline exceeded" if late else "",
        )  # fmt: skip
        server = scene.span(
            "slow", "GET /y", start + 6, start + (2400 if late else 48), client, SpanKind.SERVER
        )
        if late:
            planted |= {span_id(client), span_id(server)}
    analysis = analyse(scene)
    assert analysis.evidence("timeout-cascade") == planted
    assert analysis.measure("timeout-cascade", "after") == 1000 * MS
    assert analysis.measure("timeout-cascade", "callers failing with it") == 1
    assert analysis.finding("timeout-cascade")["severity"] == "warning"


def test_failures_of_any_length_are_no_timeouts(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(2)
    for i in range(60):
        end = 2000 * i + chance.uniform(20, 900)
        scene.request("edge", "GET /x", 2000 * i, end, error="bad" if i % 4 == 0 else "")
    assert named(analyse(scene), "timeout-cascade") == []


def test_what_fails_for_one_reason_is_one_thing_to_do(analyse: Analyse) -> None:
    scene = Scene()
    paths = ("GET /a", "GET /b", "POST /c", "GET /d", "PUT /e", "GET /f")
    for i in range(240):
        start, bad = 200 * i, i % 3 == 0
        error = "could not connect" if bad else ""
        root = scene.request("shop", paths[i % 6], start, start + 60, error=error)
        scene.query(root, start + 5, start + 50, f"SELECT * FROM t{i % 6}", error=error)
    analysis = analyse(scene)
    errors = [f["id"] for f in analysis.said["findings"] if f["detector"] == "error-hot-spot"]
    cards = [r for r in analysis.said["recommendations"] if set(r["findings"]) & set(errors)]
    assert len(cards) == 1
    assert "postgresql" in cards[0]["why"]


def test_failures_of_different_kinds_stay_apart(analyse: Analyse) -> None:
    scene = Scene()
    for i in range(120):
        start, kind = 200 * i, i % 2
        service = ("pay", "stock")[kind]
        root = scene.request(service, "POST /x", start, start + 60)
        work = scene.span(service, "work", start + 5, start + 50, root, error="x")
        work.record_exception((ValueError, KeyError)[kind](f"row {i}"), timestamp=work.start_time)
    said = analyse(scene).said
    assert len([r for r in said["recommendations"] if "fails" in r["title"]]) == 2
    assert any("ValueError: row" in r["why"] for r in said["recommendations"])


def test_refused_requests(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(100):
        bad = i % 3 == 0
        status = 400 if bad else 200
        root = scene.request(
            "api", "POST /order", 100 * i, 100 * i + 20, http__response__status_code=status
        )
        # One in fifty that is not there is nothing to speak of.
        found = 404 if i % 50 == 0 else 200
        scene.request(
            "api", "GET /item", 100 * i + 40, 100 * i + 50, http__response__status_code=found
        )
        if bad:
            planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("http-errors") == planted
    assert analysis.finding("http-errors")["severity"] == "warning"
    assert named(analysis, "error-hot-spot") == []


def test_a_statement_that_everybody_waits_for(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(120):
        start = 600 * i
        root = scene.request("shop", f"GET /page{i % 4}", start, start + 240)
        planted.add(
            span_id(scene.query(root, start + 5, start + 65, f"SELECT * FROM user WHERE id = {i}"))
        )
        for at in range(5):
            begin = start + 70 + 32 * at
            scene.query(root, begin, begin + 30 - at, f"SELECT x FROM t{i % 4}_{at}")
    analysis = analyse(scene)
    assert analysis.evidence("statement-share") == planted
    assert analysis.measure("statement-share", "share of all time") == 0.25
    assert analysis.finding("statement-share")["severity"] == "info"


def test_the_same_question_twice(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start = 500 * i
        root = scene.request("web", "GET /home", start, start + 200)
        for at in range(3):
            layer = scene.span("web", f"layer {at}", start + 60 * at, start + 55 + 60 * at, root)
            text = f"SELECT * FROM settings WHERE tenant = {i % 7}"
            planted.add(
                span_id(scene.query(layer, start + 60 * at + 2, start + 42 + 60 * at, text))
            )
            # The same text, but what is asked for is not known.
            scene.query(
                layer, start + 60 * at + 43, start + 52 + 60 * at, "SELECT a FROM b WHERE c = $1"
            )
    analysis = analyse(scene)
    assert analysis.evidence("duplicated-requests") == planted
    assert analysis.finding("duplicated-requests")["saving"]["value"] == 80 * MS


def test_time_in_the_dark(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(30):
        start = 2000 * i
        root = scene.request("web", "GET /report", start, start + 700 + i)
        scene.query(root, start + 5, start + 45, "SELECT a FROM b WHERE c = $1")
        call(scene, root, start + 600, start + 690 + i, "mail", "POST /send")
        planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("missing-instrumentation") == planted
    found = analysis.finding("missing-instrumentation")
    assert found["severity"] == "info"
    card = next(r for r in analysis.said["recommendations"] if found["id"] in r["findings"])
    assert card["rank"] >= 1
    assert analysis.measure("missing-instrumentation", "longest gap") == 555 * MS


def test_requests_that_stand_still_for_a_collection(analyse: Analyse) -> None:
    scene, planted = Scene(), set()
    for i in range(40):
        start, pause = 1000 * i, 180 if i % 5 == 0 else 0
        root = scene.request("jvm", "GET /x", start, start + 60 + pause)
        if pause:
            planted.add(
                span_id(
                    scene.span("jvm", "GC pause (G1 Evacuation)", start + 20, start + 200, root)
                )
            )
        scene.span("jvm", "debug gcd", start + 205 * bool(pause), start + 215 * bool(pause), root)
    assert analyse(scene).evidence("gc-in-requests") == planted


def test_an_endpoint_that_stops_keeping_up(analyse: Analyse) -> None:
    scene, chance, at = Scene(), random.Random(3), 0.0
    for i in range(900):
        bad = 500 <= i < 560
        at += 200 if bad else 20
        long = chance.uniform(700, 900) if bad else chance.uniform(20, 40)
        scene.request("api", "GET /x", at, at + long)
    analysis = analyse(scene)
    found = analysis.finding("throughput")
    assert found["severity"] == "warning"
    assert found["evidenceTotal"] >= 55
    assert analysis.measure("throughput", "slower") > 15


def test_a_quiet_hour_is_no_saturation(analyse: Analyse) -> None:
    scene, chance, at = Scene(), random.Random(3), 0.0
    for i in range(900):
        at += 200 if 500 <= i < 560 else 20
        scene.request("api", "GET /x", at, at + chance.uniform(20, 40))
    assert named(analyse(scene), "throughput") == []


def test_two_lots_and_the_attribute_that_parts_them(analyse: Analyse) -> None:
    scene, planted, chance = Scene(), set(), random.Random(5)
    for i in range(300):
        plan = "legacy" if i % 6 == 0 else chance.choice(("basic", "pro"))
        long = chance.uniform(380, 520) if plan == "legacy" else chance.uniform(30, 60)
        root = scene.request(
            "api", "GET /bill", 1000 * i, 1000 * i + long,
            tenant__plan=plan, user__id=f"u{i}", region=chance.choice(("eu", "us")),
            build=chance.choice((7, 8, 9)),
        )  # fmt: skip
        if plan == "legacy":
            planted.add(span_id(root))
    analysis = analyse(scene)
    assert analysis.evidence("latency-by-attribute") == planted
    found = analysis.finding("latency-by-attribute")
    assert found["title"] == "GET /bill is slow where tenant.plan = legacy"
    assert found["severity"] == "warning"
    assert found["saving"]["value"] > 300 * MS


def test_an_attribute_of_a_span_below_may_part_them(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(5)
    for i in range(200):
        start, full = 1000 * i, i % 5 == 0
        long = chance.uniform(300, 420) if full else chance.uniform(30, 60)
        root = scene.request("api", "GET /bill", start, start + long + 4, user__id=f"u{i}")
        scene.span(
            "api", "render", start + 2, start + 2 + long, root,
            template="full" if full else chance.choice(("short", "plain")), size=i % 7,
        )  # fmt: skip
    found = analyse(scene).finding("latency-by-attribute")
    assert found["title"] == "GET /bill is slow where render: template = full"


def test_two_lots_that_nothing_tells_apart(analyse: Analyse) -> None:
    scene, chance = Scene(), random.Random(5)
    for i in range(300):
        long = chance.uniform(380, 520) if i % 6 == 0 else chance.uniform(30, 60)
        scene.request(
            "api", "GET /bill", 1000 * i, 1000 * i + long,
            **{f"label.{k}": chance.choice("abc") for k in range(20)}, user__id=f"u{i}",
        )  # fmt: skip
    assert named(analyse(scene), "latency-by-attribute") == []
