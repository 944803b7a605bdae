"""What the cards about a page's requests and files say."""

from __future__ import annotations

from typing import Any

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.http_overhead import HttpOverhead
from perfview.traces.detectors.large_http_payload import LargeHttpPayload
from perfview.traces.detectors.redirect_chain import RedirectChain
from perfview.traces.detectors.render_blocking_asset import RenderBlockingAsset
from perfview.traces.detectors.uncompressed_asset import UncompressedAsset
from perfview.traces.model import SpanKind
from tests.traces.building import EPOCH_NS
from tests.traces.labelled import Labelled

MS = 1e6


def test_one_card_for_an_address_whatever_its_ids() -> None:
    recording = Labelled()
    view = recording.request(3000)
    for i in range(4):
        url = f"https://a.test/orders/{i}?page={i}"
        recording.get(
            500 * i, 500 * i + 400, view, url, http__response__body__size=(i + 1) * 200_000
        )
    (finding,), evidence = recording.found(LargeHttpPayload)
    assert len(evidence) == 3
    assert "{id}" in finding.title
    assert finding.measures[0].value == 800_000
    assert finding.measures[2].value == 400 * MS
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(3 * 200 * MS)
    assert finding.saving.before == 3000 * MS


def test_three_megabytes_are_critical() -> None:
    recording = Labelled()
    recording.get(
        0, 200, recording.request(), "https://a.test/all", http__response__body__size=3_000_001
    )
    assert recording.found(LargeHttpPayload)[0][0].severity is Severity.CRITICAL


def test_a_call_is_counted_once_though_both_halves_tell_its_size() -> None:
    recording = Labelled()
    view = recording.request()
    client = recording.get(0, 300, view, "https://a.test/all", http__response__body__size=900_000)
    recording.span(
        10, 290, "GET /all", client, kind=SpanKind.SERVER, http__request__method="GET",
        http__response__body__size=900_000,
    )  # fmt: skip
    assert recording.found(LargeHttpPayload)[1] == {client}


def test_a_server_nobody_is_seen_to_call_counts_itself() -> None:
    recording = Labelled()
    root = recording.span(
        0, 300, "GET /all", kind=SpanKind.SERVER, http__request__method="GET",
        http__response__body__size=900_000,
    )  # fmt: skip
    assert recording.found(LargeHttpPayload)[1] == {root}


def test_what_is_sent_has_a_card_of_its_own() -> None:
    recording = Labelled()
    view = recording.request()
    recording.get(
        0, 300, view, "https://a.test/upload", http__request__body__size=900_000,
        http__response__body__size=800_000,
    )  # fmt: skip
    findings, _ = recording.found(LargeHttpPayload)
    assert [finding.measures[0].value for finding in findings] == [800_000, 900_000]
    assert findings[0].id != findings[1].id


def file_of(
    recording: Labelled, end: float, view: str, url: str, size: int, unpacked: int, **told: Any
) -> str:
    return recording.span(
        0, end, "resourceFetch", view, http__url=url, http__response_content_length=size,
        http__response_content_length_uncompressed=unpacked, **told,
    )  # fmt: skip


def test_files_of_opentelemetrys_document_load_count_by_their_ending() -> None:
    recording = Labelled("web")
    page = recording.span(0, 4000, "documentLoad", events=(("firstContentfulPaint", 2500),))
    plain = file_of(recording, 1000, page, "https://cdn.test/app.js", 900_000, 900_000)
    file_of(recording, 900, page, "https://cdn.test/app.css", 100_000, 400_000)
    file_of(recording, 1000, page, "https://cdn.test/hero.png", 900_000, 900_000)
    (finding,), evidence = recording.found(UncompressedAsset)
    assert evidence == {plain}
    assert finding.saving is not None
    assert finding.example is not None
    (blocking,), evidence = recording.found(RenderBlockingAsset)
    assert evidence == {plain}
    assert blocking.saving is not None
    assert blocking.saving.value == 1000 * MS
    assert blocking.saving.low == 0
    assert blocking.saving.before == 2500 * MS
    # Of the page's 4 s it concerns those before the paint.
    assert blocking.reach == pytest.approx(2500 / 4000)


def test_what_says_that_it_is_packed_is_packed() -> None:
    recording = Labelled("web")
    page = recording.span(0, 4000, "documentLoad")
    told: dict[str, Any] = {"http.response.header.content-encoding": "br"}
    file_of(recording, 1000, page, "https://cdn.test/app.js", 900_000, 900_000, **told)
    file_of(recording, 900, page, "https://cdn.test/app.css", 100_000, 400_000)
    assert recording.found(UncompressedAsset)[0] == []


@pytest.mark.parametrize("unit", [1e9, 1e6, 1e3, 1])
def test_delays_are_read_in_whatever_unit_they_are_written(unit: float) -> None:
    recording = Labelled("web")
    view = recording.page(3000)
    for i in range(6):
        sent = EPOCH_NS / unit + 130 * i * MS / unit
        recording.get(
            0, 130 * i + 100, view, "https://x.test/a", network__protocol__version="1.1",
            http__request__request_start=sent,
        )  # fmt: skip
    (finding,), evidence = recording.found(HttpOverhead)
    assert len(evidence) == 6
    assert finding.measures[0].value == pytest.approx(650 * MS, rel=1e-3)
    assert finding.measures[1].value == 6
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(650 * MS, rel=1e-3)


def redirected(*hops: float, pause: float = 1, status: int = 302, follow: bool = True) -> Labelled:
    recording = Labelled()
    view = recording.request(2000)
    at = 10.0
    for i, spent in enumerate(hops):
        recording.get(
            at, at + spent, view, f"http://a.test/{'x' * i}", at_fault=True,
            http__response__status_code=status,
        )  # fmt: skip
        at += spent + pause
    if follow:
        recording.get(at, at + 50, view, "https://a.test/", http__response__status_code=200)
    return recording


def test_a_chain_of_redirects_is_one_finding() -> None:
    recording = redirected(80, 70, 60)
    (finding,), evidence = recording.found(RedirectChain)
    assert evidence == recording.offenders
    assert finding.measures[0].value == 210 * MS
    assert finding.measures[1].value == 3
    assert finding.saving is not None
    assert finding.saving.value == 210 * MS


@pytest.mark.parametrize(
    ("recording", "fires"),
    [
        (redirected(100), True),
        (redirected(99), False),
        (redirected(5, 5, 5), True),
        (redirected(5, 5), False),
        (redirected(200, status=304), False),
        (redirected(200, status=200), False),
        (redirected(200, follow=False), False),
        (redirected(200, pause=51), False),
        (redirected(200, status=308), True),
    ],
)
def test_limits_of_redirects(recording: Labelled, fires: bool) -> None:
    assert bool(recording.found(RedirectChain)[0]) is fires


def test_the_redirects_of_a_page_count() -> None:
    recording = Labelled("web")
    view = recording.page()
    span = recording.span(0, 300, "redirect", view, sentry__op="browser.redirect")
    assert recording.found(RedirectChain)[1] == {span}
