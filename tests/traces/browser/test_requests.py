"""A page's requests as columns."""

from __future__ import annotations

import numpy as np

from perfview.traces.browser.requests import Blocking, requests_of
from tests.traces.browser.building import BEGIN_NS, ThreadRecording
from tests.traces.browser.network import SITE, NetworkRecording, seconds
from tests.traces.browser.pages import APP, FRAME, URL


def ms(ns: np.ndarray) -> list[float]:
    return [round(each, 3) for each in ((ns - BEGIN_NS) / 1e6).tolist()]


def test_one_row_a_request_by_start_with_its_way_through_the_network() -> None:
    recording = NetworkRecording()
    recording.ask("/api/b", 120, 220, sent=150, headers=210, connecting=20, size=900, unpacked=3000)
    recording.ask("/a.css", 60, 90, fetch="link", kind="Stylesheet", blocking="blocking")
    requests = requests_of(recording.study())

    assert requests.url == (URL, f"{SITE}/a.css", f"{SITE}/api/b")
    assert ms(requests.start_ns) == [1, 60, 120]
    assert ms(requests.end_ns) == [30, 90, 220]
    assert ms(requests.handled_ns) == [30.5, 90.5, 220.5]
    assert requests.is_document.tolist() == [True, False, False]
    assert requests.blocking.tolist() == [0, int(Blocking.RENDERING), 0]
    assert requests.queued_ns[2] == 10_000_000
    assert requests.connect_ns[2] == 20_000_000
    assert requests.server_ns[2] == 60_000_000
    assert (requests.encoded[2], requests.decoded[2]) == (900, 3000)
    assert requests.status.tolist() == [200, 200, 200]


def test_redirects_are_one_request_with_several_hops() -> None:
    recording = NetworkRecording()
    recording.ask("/new", 200, 260, hops=(100, 150))
    requests = requests_of(recording.study())
    assert np.diff(requests.hop_first).tolist() == [1, 3]
    assert ms(requests.hop_ns[1:]) == [100, 150, 200]
    assert (requests.first_url[1], requests.url[1]) == (f"{SITE}/old", f"{SITE}/new")
    assert requests.start_ns[1] == requests.hop_ns[1]
    assert len(requests.rows(1)) == 5


def test_a_document_starts_when_the_browser_wants_it() -> None:
    recording = NetworkRecording(document=False)
    for at in (3, 40, 80):
        recording.mark(at, "ResourceWillSendRequest", 0, data={"requestId": "N1"})
    recording.ask(URL, 100, 110, identity="N1", hops=(100, 100), fetch="", kind="Document")
    requests = requests_of(recording.study())
    assert ms(requests.hop_ns) == [3, 40, 80]
    assert ms(requests.start_ns) == [3]


def test_who_asked_for_it() -> None:
    recording = NetworkRecording()
    recording.ask(APP, 40, 60, fetch="script", cause="parser", kind="Script", asked_by=URL)
    recording.ask("/api/user", 80, 99)
    recording.ask("/unknown.png", 90, 99, fetch="img", cause="other")
    requests = requests_of(recording.study())
    assert requests.initiator.tolist() == [-1, 0, 1, -1]


def test_an_answer_inside_the_slice_that_asked_was_waited_for() -> None:
    recording = NetworkRecording()
    recording.call(100, 400)
    recording.ask("/sync", 110, 390, fetch="xmlhttprequest")
    recording.call(500, 520)
    recording.ask("/later", 510, 600, fetch="xmlhttprequest")
    requests = requests_of(recording.study())
    assert requests.is_synchronous.tolist() == [False, True, False]


def test_unfinished_failed_and_cached_ones() -> None:
    recording = NetworkRecording()
    recording.ask("/refused", 100, 120, status=0, failed=True)
    recording.ask("/kept", 130, 131, cached=True)
    data = {"requestId": "10.99", "url": f"{SITE}/never", "frame": FRAME}
    recording.mark(140, "ResourceSendRequest", recording.main, data=data)
    requests = requests_of(recording.study())
    assert requests.is_failed.tolist() == [False, True, False, False]
    assert requests.is_cached.tolist() == [False, False, True, False]
    assert requests.is_finished.tolist() == [True, True, True, False]
    assert requests.end_ns[3] == requests.start_ns[3]
    assert requests.encoded[3] == -1


def test_what_other_pages_and_no_network_answer_is_left_out() -> None:
    recording = NetworkRecording()
    other = recording.thread("CrRendererMain", process_id=99)
    theirs = {"requestId": "99.1", "url": "http://other.test/", "frame": "OTHER"}
    recording.mark(60, "ResourceSendRequest", other, data=theirs)
    inline = {"requestId": "10.98", "url": "data:text/css,a", "frame": FRAME}
    recording.mark(60, "ResourceSendRequest", recording.main, data=inline)
    assert requests_of(recording.study()).url == (URL,)
    assert len(requests_of(ThreadRecording().study())) == 0


def test_times_of_another_clock_are_moved_to_the_models() -> None:
    recording = NetworkRecording(document=False)
    data = {"requestId": "10.5", "url": f"{SITE}/a", "frame": FRAME}
    recording.mark(100, "ResourceSendRequest", recording.main, data=data)
    timing = {"requestTime": 7.1, "sendStart": 5, "sendEnd": 6, "receiveHeadersEnd": 80}
    answer = {"requestId": "10.5", "statusCode": 200, "timing": timing}
    recording.mark(190, "ResourceReceiveResponse", recording.main, data=answer)
    finish = {"requestId": "10.5", "finishTime": 7.2, "encodedDataLength": 5}
    recording.mark(200, "ResourceFinish", recording.main, data=finish)
    requests = requests_of(recording.study())
    assert ms(requests.end_ns) == [200]
    assert ms(requests.begun_ns) == [100]
    assert ms(requests.headers_ns) == [180]


def test_seconds_of_the_models_own_clock_stay() -> None:
    recording = NetworkRecording()
    recording.mark(50, "ResourceSendRequest", recording.main, data={"requestId": "10.9",
                   "url": f"{SITE}/late", "frame": FRAME})  # fmt: skip
    finish = {"requestId": "10.9", "finishTime": seconds(60), "encodedDataLength": 5}
    recording.mark(400, "ResourceFinish", recording.main, data=finish)
    requests = requests_of(recording.study())
    assert ms(requests.end_ns) == [30, 60]
    assert ms(requests.handled_ns) == [30.5, 400]
