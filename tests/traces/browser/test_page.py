"""Which page a recording is of, and when it was seen."""

from __future__ import annotations

from perfview.traces.browser.page import page_of
from tests.traces.browser.building import BEGIN_NS, ThreadRecording
from tests.traces.browser.network import NetworkRecording
from tests.traces.browser.pages import FRAME, URL, PageRecording


def started(recording: ThreadRecording, at: float, url: str, **more: object) -> dict[str, object]:
    return {"documentLoaderURL": url, "isOutermostMainFrame": True, "navigationId": f"{at}"} | more


def test_the_page_its_main_thread_and_its_marks() -> None:
    recording = NetworkRecording()
    recording.candidate(45)
    recording.candidate(80)
    page = page_of(recording.study())

    assert page is not None
    assert (page.url, page.frame, page.track) == (URL, FRAME, recording.main)
    (navigation,) = page.navigations
    assert navigation.start_ns == BEGIN_NS
    assert navigation.first_contentful_paint_ns == BEGIN_NS + 40_000_000
    assert navigation.load_ns == BEGIN_NS + 50_000_000
    assert navigation.largest_contentful_paint_ns == BEGIN_NS + 80_000_000
    assert navigation.content_loaded_ns == -1


def test_a_candidate_that_was_taken_back_does_not_count() -> None:
    recording = NetworkRecording()
    recording.candidate(45)
    recording.mark(60, "largestContentfulPaint::Invalidate", recording.main, frame=FRAME)
    page = page_of(recording.study())
    assert page is not None
    assert page.navigations[0].largest_paint is None


def test_several_navigations_by_time_and_the_last_one_shown() -> None:
    recording = PageRecording()
    again = started(recording, 1000, "http://shop.test/second")
    recording.mark(1000, "navigationStart", recording.main, data=again, frame=FRAME)
    page = page_of(recording.study())

    assert page is not None
    assert [each.url for each in page.navigations] == [URL, "http://shop.test/second"]
    assert page.url == "http://shop.test/second"
    assert page.navigations[0].end_ns == page.navigations[1].start_ns
    assert page.navigation_at(BEGIN_NS + 999_000_000) is page.navigations[0]
    assert page.navigation_at(BEGIN_NS + 1_000_000_000) is page.navigations[1]


def test_the_browsers_own_surfaces_are_not_the_page() -> None:
    recording = ThreadRecording()
    own = recording.thread("CrRendererMain", process_id=20)
    for at in (1, 2, 3):
        data = started(recording, at, "chrome://omnibox-popup.top-chrome/")
        recording.mark(at, "navigationStart", own, data=data, frame="OWN")
    other = recording.thread("CrRendererMain", process_id=30)
    data = started(recording, 4, URL)
    recording.mark(4, "navigationStart", other, data=data, frame=FRAME)
    page = page_of(recording.study())
    assert page is not None
    assert (page.url, page.track) == (URL, other)


def test_a_page_that_was_there_before_is_found_by_its_work() -> None:
    recording = ThreadRecording()
    recording.thread("Compositor")
    unnamed = recording.thread("")
    recording.slice(0, 5, "FunctionCall", unnamed, data={"url": URL})
    recording.slice(5, 9, "Layout", unnamed)
    page = page_of(recording.study())
    assert page is not None
    assert page.track == unnamed
    assert not page.navigations[0].is_loading


def test_the_frames_inside_the_page_are_its_own() -> None:
    recording = PageRecording()
    for frame, parent in (("F2", FRAME), ("F3", "F2"), ("X", "elsewhere")):
        data = {"frame": frame, "parent": parent, "url": "http://ads.test/", "processId": 10}
        recording.mark(5, "FrameCommittedInBrowser", 0, data=data)
    page = page_of(recording.study())
    assert page is not None
    assert page.frames == {FRAME, "F2", "F3"}


def test_other_programs_recordings_are_of_no_page() -> None:
    recording = ThreadRecording()
    game = recording.thread("main")
    recording.slice(0, 16, "Paint", game)
    recording.slice(16, 20, "update", game)
    assert page_of(recording.study()) is None
    assert page_of(ThreadRecording().study()) is None


def test_without_navigations_recorded_documents_put_into_the_main_frame_tell_the_page() -> None:
    recording = ThreadRecording()
    browser = recording.thread("CrBrowserMain", process_id=10)
    own = recording.thread("CrRendererMain", process_id=20)
    for at in range(100, 200, 10):
        recording.slice(at, at + 5, "FunctionCall", own, data={"url": "chrome://resources/lit.js"})
        recording.slice(at + 5, at + 6, "Layout", own)
    shown = recording.thread("CrRendererMain", process_id=30)
    recording.mark(3, "ResourceWillSendRequest", browser, data={"requestId": "N7"})
    asked = {"requestId": "N7", "frame": FRAME, "url": URL, "resourceType": "Document"}
    recording.mark(40, "ResourceSendRequest", shown, data=asked)
    told = {"frame": FRAME, "url": URL, "isMainFrame": True, "isOutermostMainFrame": True}
    recording.slice(41, 45, "CommitLoad", shown, data=told)
    page = page_of(recording.study())

    assert page is not None
    assert (page.url, page.frame, page.track) == (URL, FRAME, shown)
    assert page.navigations[0].id == "N7"
    assert page.start_ns == BEGIN_NS + 3_000_000


def test_who_runs_scripts_of_somebodys_address_shows_the_page() -> None:
    recording = ThreadRecording()
    own = recording.thread("CrRendererMain", process_id=20)
    shown = recording.thread("CrRendererMain", process_id=30)
    for at in range(100, 200, 10):
        recording.slice(at, at + 5, "FunctionCall", own, data={"url": "chrome://resources/lit.js"})
        recording.slice(at + 5, at + 6, "Layout", own)
    recording.slice(300, 310, "FunctionCall", shown, data={"url": URL})
    recording.slice(310, 312, "Layout", shown)
    page = page_of(recording.study())
    assert page is not None
    assert page.track == shown
