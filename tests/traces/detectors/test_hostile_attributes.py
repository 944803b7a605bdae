"""Attributes that make no sense, and pages without trouble: nothing breaks, nothing is said."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfview.findings.detector import Detector, Limits
from perfview.findings.registry import discover
from perfview.traces.model import SpanKind
from tests.traces.building import EPOCH_NS
from tests.traces.labelled import Labelled

OURS = (
    "agent-redundant-calls", "db-on-main-thread", "decoding-on-main-thread",
    "file-io-on-main-thread", "http-overhead", "large-http-payload", "n-plus-one",
    "query-injection", "redirect-chain", "render-blocking-asset", "sequential-calls", "slow-query",
    "uncompressed-asset", "web-vitals",
)  # fmt: skip
KINDS = {kind.name: kind for kind in discover("perfview.traces.detectors", Detector)}
KEYS = (
    "sentry.op", "blocked_main_thread", "thread.name", "file.path", "http.response_content_length",
    "http.decoded_response_content_length", "http.response_transfer_size", "measurements.fcp",
    "measurements.cls", "http.request.request_start", "network.protocol.version", "url.query",
    "http.request.body", "db.system", "db.statement", "gen_ai.tool.name",
    "gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "url.full", "http.request.method",
    "http.response.status_code", "resource.render_blocking_status", "http.request.prefetch",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    True, False, 0, -1, 2**63 - 1, 1e308, 600_000, "600000", "", "x", "1.1", "main", "pageload",
    "resource.script", "http.client", "db", "file.read", "a=b&c[$ne]=d", '{"a": {"$ne": "bcd"}}',
    '{"a": ', "SELECT * FROM a WHERE a = 'bcd'", "https://x.test/a.js?b#c", "://", "GET", 302,
    "non-blocking", 1_700_000_000.5, {"value": "1", "unit": 3}, {"value": 3000.0}, "gen_ai.x", "🙂",
)  # fmt: skip
SPANS = st.lists(
    st.tuples(
        st.integers(-1, 12),
        st.integers(0, 3000),
        st.integers(0, 3000),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=8),
        st.sampled_from(SpanKind),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS)
def test_no_attribute_breaks_a_detector(spans: list[tuple[int, int, int, Any, SpanKind]]) -> None:
    recording, ids = Labelled("web"), [""]
    for parent, start, length, told, role in spans:
        above = ids[parent] if 0 <= parent < len(ids) else ""
        ids.append(recording.span(start, start + length, "GET", above, kind=role, **told))
    study = recording.study()
    for name in OURS:
        kind = KINDS[name]
        for finding in kind().detect(study, Limits(kind())):
            assert finding.title
            assert finding.evidence.rows.max() < len(study.model)
            assert 0 < finding.confidence < 1
            assert 0 <= finding.reach <= 1
            assert all(np.isfinite(measure.value) for measure in finding.measures)


def clean() -> Labelled:
    """A page and a service behind it without trouble, under every attribute that is looked at."""
    draw, recording = random.Random(11), Labelled("web")
    for trace in range(1, 21):
        told: dict[str, Any] = {
            "measurements.fcp": 900.0,
            "measurements.lcp": 1900.0,
            "measurements.cls": 0.02,
        }
        root = recording.span(0, 2400, "/shop", trace=trace, sentry__op="pageload", **told)
        for i, ending in enumerate(("js", "css", "png", "woff2", "json")):
            size = draw.randint(2_000, 90_000)
            recording.span(
                10 + i, draw.randint(60, 200), "GET", root, trace=trace, kind=SpanKind.CLIENT,
                sentry__op="resource.css" if ending == "css" else "resource.script",
                url__full=f"https://cdn.test/{ending}/main.{ending}", http__request__method="GET",
                http__response_content_length=size, http__decoded_response_content_length=3 * size,
                network__protocol__version="2",
                http__request__request_start=EPOCH_NS / 1e9 + (11 + i) / 1e3,
            )  # fmt: skip
        server = recording.span(
            300, 420, "GET /items", root, trace=trace, kind=SpanKind.SERVER,
            sentry__op="http.server", url__query=f"term=blue{trace}",
        )  # fmt: skip
        recording.span(
            310, 330, "SELECT", server, trace=trace, kind=SpanKind.CLIENT, db__system="postgresql",
            db__statement="SELECT * FROM items WHERE term = %s",
        )  # fmt: skip
        recording.span(
            500, 504, "read a", root, trace=trace, sentry__op="file.read", blocked_main_thread=True
        )
    return recording


@pytest.mark.parametrize("name", OURS)
def test_a_page_without_trouble_is_left_alone(name: str) -> None:
    assert clean().found(KINDS[name])[0] == []
