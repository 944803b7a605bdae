"""What is said of a page's requests, on both sides of each limit."""

from __future__ import annotations

import pytest

from perfview.advice.merging import merge
from perfview.findings.finding import Finding, Severity
from perfview.traces.detectors.page_cache_lifetime import PageCacheLifetime, hit_probability
from perfview.traces.detectors.page_compression import PageCompression
from perfview.traces.detectors.page_connection_queue import PageConnectionQueue
from perfview.traces.detectors.page_failed_requests import PageFailedRequests
from perfview.traces.detectors.page_large_downloads import PageLargeDownloads
from perfview.traces.detectors.page_n_plus_one import PageNPlusOne
from perfview.traces.detectors.page_preconnect import PagePreconnect
from perfview.traces.detectors.page_repeated_requests import PageRepeatedRequests
from perfview.traces.detectors.page_request_chain import PageRequestChain
from perfview.traces.detectors.page_sync_request import PageSyncRequest
from perfview.traces.detectors.page_third_parties import PageThirdParties
from perfview.traces.detectors.page_waterfall import PageWaterfall
from tests.traces.browser.network import NetworkRecording
from tests.traces.browser.pages import URL, found

GZIP = {"Content-Encoding": "gzip"}


def loop(
    count: int, *, each: float = 50, apart: float = 55, path: str = "/item/"
) -> NetworkRecording:
    """Requests that differ in their id, `apart` ms from one to the next."""
    recording = NetworkRecording()
    for i in range(count):
        recording.ask(f"{path}{i}", 100 + apart * i, 100 + apart * i + each)
    return recording


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_a_loop_of_five_is_n_plus_one_and_of_four_is_not() -> None:
    finding = only(found(PageNPlusOne, loop(5)))
    assert finding.severity is Severity.WARNING
    assert finding.title == "GET /item/{id} is asked for 5 times, one after another"
    assert len(finding.evidence.rows) == 15
    assert finding.saving is not None
    assert finding.saving.before == 270e6
    assert 200e6 <= finding.saving.value <= 230e6
    assert found(PageNPlusOne, loop(4)) == []
    assert only(found(PageNPlusOne, loop(4), count=4)).measures[0].value == 4


def test_a_quick_loop_is_a_note() -> None:
    assert only(found(PageNPlusOne, loop(6, each=5, apart=1))).severity is Severity.INFO


def test_at_once_and_in_waves_is_n_plus_one_too() -> None:
    finding = only(found(PageNPlusOne, loop(12, each=120, apart=2)))
    assert "at once" in finding.title


def test_a_pause_cuts_a_loop_and_equal_addresses_are_none() -> None:
    assert found(PageNPlusOne, loop(5, apart=600)) == []
    same = NetworkRecording()
    for i in range(8):
        same.ask("/item/1", 100 + 60 * i, 150 + 60 * i)
    assert found(PageNPlusOne, same) == []


def test_words_in_one_place_of_the_path_are_ids_when_one_line_asks() -> None:
    recording = NetworkRecording()
    for i, name in enumerate(("ada", "grace", "tony", "leslie", "edsger")):
        recording.ask(f"/people/{name}/card", 100 + i, 250 + i)
    assert "/people/{name}/card" in only(found(PageNPlusOne, recording)).title


def test_four_in_a_row_and_what_they_would_save() -> None:
    recording = NetworkRecording()
    for i, name in enumerate(("user", "cart", "news", "offers")):
        recording.ask(f"/{name}", 100 + 110 * i, 200 + 110 * i)
    finding = only(found(PageWaterfall, recording))
    assert finding.severity is Severity.WARNING
    assert finding.saving is not None
    assert finding.saving.value == 300e6
    assert finding.evidence.total == 12
    assert "`/user`, `/cart`, `/news` and `/offers`" in finding.verdict


@pytest.mark.parametrize(
    ("each", "severity"), [(40, None), (60, Severity.INFO), (190, Severity.INFO), (210, "warning")]
)
def test_two_in_a_row_have_to_save_more(each: float, severity: Severity | None) -> None:
    recording = NetworkRecording()
    recording.ask("/a", 100, 100 + each)
    recording.ask("/b", 110 + each, 110 + 2 * each)
    assert [f.severity for f in found(PageWaterfall, recording)] == ([severity] if severity else [])


def test_a_loop_is_no_waterfall() -> None:
    assert found(PageWaterfall, loop(6)) == []
    assert len(found(PageWaterfall, loop(4))) == 1


def queue(count: int, wait: float) -> NetworkRecording:
    """Six requests that keep all connections busy for `wait`, and `count` behind them."""
    recording = NetworkRecording()
    for i in range(6):
        recording.ask(f"/img/{i}", 100, 100 + wait)
    for i in range(6, 6 + count):
        recording.ask(f"/img/{i}", 100, 140 + wait, sent=102 + wait)
    return recording


@pytest.mark.parametrize(
    ("count", "wait", "severity"),
    [(6, 300, "warning"), (6, 150, "info"), (5, 300, None), (6, 40, None)],
)
def test_waiting_for_one_of_six_connections(count: int, wait: float, severity: str | None) -> None:
    findings = found(PageConnectionQueue, queue(count, wait))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_a_wait_while_connections_are_free_is_no_queue() -> None:
    recording = NetworkRecording()
    for i in range(12):
        recording.ask(f"/img/{i}", 100, 500, sent=400)
    assert found(PageConnectionQueue, recording) == []


def test_over_http_2_nothing_queues() -> None:
    recording = NetworkRecording()
    for i in range(14):
        sent = 400 if i > 5 else 100
        recording.ask(f"/img/{i}", 100, 100 + sent, sent=sent, protocol="h2")
    assert found(PageConnectionQueue, recording) == []


def test_the_loop_and_its_queue_are_one_thing_to_do() -> None:
    recording = queue(8, 300)
    findings = found(PageNPlusOne, recording) + found(PageConnectionQueue, recording)
    assert [[f.detector for f in group] for group in merge(findings)] == [
        ["page-n-plus-one", "page-connection-queue"]
    ]


def test_failures_by_address_and_status() -> None:
    recording = NetworkRecording()
    recording.ask("/item/1", 100, 120, status=404)
    recording.ask("/item/2", 130, 150, status=404)
    recording.ask("/item/3", 160, 180)
    recording.ask("/save", 200, 220, status=503, method="POST")
    recording.ask("/favicon.ico", 230, 240, status=404, fetch="")
    recording.ask("/fine", 250, 260, status=304)
    titles = {f.title: f.severity for f in found(PageFailedRequests, recording)}
    assert titles == {
        "POST /save is answered with 503 Service Unavailable": Severity.WARNING,
        "GET /item/{id} is answered with 404 Not Found": Severity.WARNING,
    }


def test_a_document_the_server_cannot_give_is_critical() -> None:
    recording = NetworkRecording(document=False)
    recording.document(status=500)
    assert only(found(PageFailedRequests, recording)).severity is Severity.CRITICAL


def test_no_answer_is_a_failure_only_when_chrome_complains() -> None:
    recording = NetworkRecording()
    recording.ask("/refused", 100, 120, status=0, failed=True)
    assert only(found(PageFailedRequests, recording)).severity is Severity.INFO
    recording.mark(120.6, "ConsoleMessage::Error", recording.main)
    recording.ask("/given-up", 300, 320, status=0, failed=True)
    finding = only(found(PageFailedRequests, recording))
    assert finding.severity is Severity.WARNING
    assert "/refused" in finding.title


def test_a_synchronous_request_stops_the_page() -> None:
    recording = NetworkRecording()
    recording.job(100, 400, "save")
    recording.ask("/config", 110, 390, fetch="xmlhttprequest")
    finding = only(found(PageSyncRequest, recording))
    assert finding.severity is Severity.WARNING
    assert finding.measures[0].value == pytest.approx(280.2e6)
    assert "`save` in app.js" in finding.why
    assert only(found(PageSyncRequest, recording, time=300e6)).severity is Severity.INFO
    assert only(found(PageSyncRequest, recording, critical=200e6)).severity is Severity.CRITICAL


def test_a_worker_may_wait() -> None:
    recording = NetworkRecording()
    worker = recording.thread("DedicatedWorker thread")
    recording.slice(100, 400, "FunctionCall", worker, data={"url": URL})
    recording.ask("/config", 110, 390, fetch="xmlhttprequest", track=worker)
    assert found(PageSyncRequest, recording) == []


@pytest.mark.parametrize(
    ("size", "said", "severity"),
    [
        (80_000, {"Server": "x"}, "warning"),
        (70_000, {"Server": "x"}, "info"),
        (14_000, {"Server": "x"}, None),
        (900_000, GZIP, None),
        (900_000, {"Content-Encoding": "br"}, None),
    ],
)
def test_uncompressed_text(size: int, said: dict[str, str], severity: str | None) -> None:
    recording = NetworkRecording()
    recording.ask("/app.js", 100, 150, mime="text/javascript", size=size, said=said, fetch="script")
    recording.ask("/a.png", 100, 150, mime="image/png", size=10 * size, fetch="img")
    findings = found(PageCompression, recording)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_without_headers_fewer_bytes_than_content_mean_compression() -> None:
    recording = NetworkRecording()
    more = {"mime": "text/css", "fetch": "link", "status": 200}
    recording.ask("/a.css", 100, 150, size=90_000, unpacked=400_000, **more)  # type: ignore[arg-type]
    assert found(PageCompression, recording) == []


@pytest.mark.parametrize(
    ("size", "took", "severity"),
    [
        (299_000, 500, None),
        (301_000, 90, "info"),
        (301_000, 110, "warning"),
        (601_000, 50, "warning"),
    ],
)
def test_large_answers_to_scripts(size: int, took: float, severity: str | None) -> None:
    recording = NetworkRecording()
    recording.ask("/all", 100, 100 + took, size=size, said=GZIP)
    findings = found(PageLargeDownloads, recording)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("count", "apart", "severity"), [(3, 200, "warning"), (2, 200, "info"), (4, 1200, None)]
)
def test_the_same_address_again(count: int, apart: float, severity: str | None) -> None:
    recording = NetworkRecording(ends_ms=6000)
    for i in range(count):
        recording.ask("/me", 100 + apart * i, 160 + apart * i)
    recording.ask("/me?other=1", 5000, 5060)
    findings = found(PageRepeatedRequests, recording)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def chain(links: int, each: float) -> NetworkRecording:
    recording = NetworkRecording()
    before, at = URL, 40.0
    for i in range(links):
        recording.ask(
            f"/{i}.js", at, at + each, fetch="script", kind="Script", asked_by=before, said=GZIP
        )
        before, at = f"http://shop.test/{i}.js", at + each + 5
    return recording


@pytest.mark.parametrize(
    ("links", "each", "severity"), [(3, 150, "warning"), (3, 50, "info"), (2, 500, None)]
)
def test_chains_of_requests(links: int, each: float, severity: str | None) -> None:
    findings = found(PageRequestChain, chain(links, each))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(("connecting", "severity"), [(40, None), (60, "info"), (160, "warning")])
def test_connecting_when_it_is_already_needed(connecting: float, severity: str | None) -> None:
    recording = NetworkRecording()
    recording.ask(
        "http://cdn.test/a.js", 60, 300, sent=60 + connecting, connecting=connecting, fetch="script"
    )
    recording.ask("http://img.test/a.png", 60, 300, sent=200, connecting=140, priority="Low")
    recording.candidate(320)
    findings = found(PagePreconnect, recording)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(("busy", "severity"), [(260, "warning"), (60, "info"), (40, None)])
def test_scripts_of_other_sites(busy: float, severity: str | None) -> None:
    recording = NetworkRecording()
    recording.ask("http://cdn.ads.test/t.js", 60, 100, fetch="script", size=5000)
    recording.ask("http://static.shop.test/own.js", 60, 100, fetch="script", size=500_000)
    recording.job(200, 200 + busy, url="http://cdn.ads.test/t.js")
    findings = found(PageThirdParties, recording)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_how_long_files_may_be_kept() -> None:
    assert hit_probability("") == 0
    assert hit_probability("public, max-age=0") == 0
    assert hit_probability("max-age=604800") == pytest.approx(0.9)
    assert hit_probability("max-age=31536000, immutable") == pytest.approx(0.95)

    recording = NetworkRecording()
    js = {"mime": "text/javascript", "fetch": "script", "kind": "Script", "size": 200_000}
    for name, caching in (("a", "max-age=3600"), ("b", "max-age=31536000"), ("c", "no-store")):
        recording.ask(f"/{name}.js", 60, 90, said={"Cache-Control": caching}, **js)  # type: ignore[arg-type]
    finding = only(found(PageCacheLifetime, recording))
    assert finding.severity is Severity.INFO
    assert finding.measures[0].value == pytest.approx(160_000)
    assert "/a.js" in finding.title


def test_a_number_that_all_failures_share_is_no_id() -> None:
    recording = NetworkRecording()
    recording.ask("/status/500", 100, 120, status=500)
    recording.ask("/status/500", 130, 150, status=500)
    recording.ask("/status/200", 160, 180)
    finding = only(found(PageFailedRequests, recording))
    assert finding.title == "GET /status/500 is answered with 500 Internal Server Error"
    assert finding.why.startswith("All 2 requests to `GET /status/500`")


def test_a_loop_that_fails_is_told_as_a_failure_only() -> None:
    recording = NetworkRecording()
    for i in range(8):
        recording.ask(f"/item/{i}", 100 + 50 * i, 145 + 50 * i, status=500)
    assert found(PageNPlusOne, recording) == []
    assert only(found(PageFailedRequests, recording)).measures[0].value == 8
