"""Layout shifts, stuttering animations, large documents, selectors and images."""

from __future__ import annotations

import pytest

from perfview.findings.finding import Severity
from perfview.traces.detectors.dom_size import DomSize
from perfview.traces.detectors.image_decode import ImageDecode
from perfview.traces.detectors.jank import Jank
from perfview.traces.detectors.layout_shift import LayoutShift
from perfview.traces.detectors.selector_costs import SelectorCosts
from perfview.traces.threads import TrackKind
from tests.traces.browser.pages import APP, FRAME, PageRecording, found, stack


def test_an_unsized_image_is_the_culprit() -> None:
    page = PageRecording()
    page.mark(60, "LayoutImageUnsized", page.main, data={"nodeId": 9, "frameId": FRAME})
    row = page.shift(900, 0.3)
    data = {"nodeId": 9, "frame": FRAME, "url": "http://shop.test/hero.png"}
    painted = page.slice(900.2, 900.5, "PaintImage", page.main, data=data)
    [finding] = found(LayoutShift, page)
    assert "unsized image (`hero.png`)" in finding.verdict
    assert finding.severity is Severity.CRITICAL
    assert set(finding.evidence.rows.tolist()) == {row, painted}


def test_an_image_painted_long_before_is_innocent() -> None:
    page = PageRecording()
    page.mark(60, "LayoutImageUnsized", page.main, data={"nodeId": 9, "frameId": FRAME})
    data = {"nodeId": 9, "frame": FRAME, "url": "http://shop.test/hero.png"}
    page.slice(100, 101, "PaintImage", page.main, data=data)
    page.shift(900, 0.3)
    page.slice(901, 902, "PaintImage", page.main, data=data)
    [finding] = found(LayoutShift, page)
    assert "does not name" in finding.verdict


def test_content_put_in_by_a_script() -> None:
    page = PageRecording()
    scheduled = {"frame": FRAME} | stack("showBanner")
    page.mark(899, "ScheduleStyleRecalculation", page.main, data=scheduled)
    added = {"reason": "Added to layout", "nodeName": "DIV id='ad'", "frame": FRAME}
    page.mark(899.5, "LayoutInvalidationTracking", page.main, data=added)
    page.shift(900, 0.2)
    [finding] = found(LayoutShift, page)
    assert "`DIV id='ad'`" in finding.verdict
    assert "`showBanner` in app.js" in finding.verdict
    assert finding.severity is Severity.WARNING


def test_fonts_frames_and_animations() -> None:
    page = PageRecording()
    page.slice(800, 801, "RemoteFontLoaded", page.main, url="http://shop.test/brand.woff2")
    page.shift(900, 0.2)
    page.slice(1690, 1691, "RenderFrameImpl::createChildFrame", page.main)
    page.shift(1700, 0.3)
    track = page.thread("Animation", kind=TrackKind.ASYNC)
    page.slice(2400, 2900, "Animation", track, data={"displayName": "grow"})
    page.mark(2401, "Animation", track, data={"unsupportedProperties": ["height"]})
    page.shift(2600, 0.25)
    verdicts = [finding.verdict for finding in found(LayoutShift, page)]
    assert "an iframe that was put in" in verdicts[0]
    assert "the animation `grow (height)`" in verdicts[1]
    assert "the web font `brand.woff2`" in verdicts[2]


def test_the_worst_session_window_counts() -> None:
    page = PageRecording(ends_ms=9000)
    for at in (500, 1400, 2300):
        page.shift(at, 0.04)
    page.shift(5000, 0.09)
    [finding] = found(LayoutShift, page)
    assert finding.measures[0].value == pytest.approx(0.12)
    assert found(LayoutShift, page, good=0.12) == []


def test_shifts_after_input_and_in_other_frames_do_not_count() -> None:
    page = PageRecording()
    page.shift(500, 0.5, by_input=True)
    data = {"weighted_score_delta": 0.5, "had_recent_input": False}
    page.mark(600, "LayoutShift", page.main, data=data, frame="other")
    page.shift(700, 0.1)
    assert found(LayoutShift, page) == []


def animate(page: PageRecording, frames: int, cost: float, *, name: str = "draw") -> None:
    """So many frames, each taking `cost` ms of the main thread, as fast as they go."""
    step = max(16.7, cost + 1)
    for i in range(frames):
        at = 200 + step * i
        page.task(at, at + cost)
        page.slice(at, at + cost, "FireAnimationFrame", page.main, data={"id": i})
        page.call(at, at + cost, name)


def test_frames_over_budget() -> None:
    page = PageRecording()
    animate(page, 40, 30)
    [finding] = found(Jank, page)
    assert finding.severity is Severity.WARNING
    assert "`draw` in app.js" in finding.verdict
    assert finding.evidence.total == 40
    assert [m.value for m in finding.measures[:2]] == [30e6, 40]


def test_very_slow_frames_are_critical() -> None:
    page = PageRecording()
    animate(page, 30, 55)
    assert [finding.severity for finding in found(Jank, page)] == [Severity.CRITICAL]


def test_an_animation_within_its_budget_is_fine() -> None:
    page = PageRecording()
    animate(page, 120, 9)
    assert found(Jank, page) == []


def test_a_few_late_frames_are_no_jank() -> None:
    page = PageRecording()
    animate(page, 7, 30)
    assert found(Jank, page) == []


def test_frames_dropped_where_it_shows_are_evidence() -> None:
    page = PageRecording()
    animate(page, 40, 30)
    rows = []
    for i in range(20):
        track = page.thread("PipelineReporter", kind=TrackKind.ASYNC)
        report = {"state": "STATE_DROPPED", "affects_smoothness": i % 2 == 0}
        row = page.slice(
            200 + 20 * i, 216 + 20 * i, "PipelineReporter", track, frame_reporter=report
        )
        rows += [row] if i % 2 == 0 else []
    [finding] = found(Jank, page)
    assert set(rows) <= set(finding.evidence.rows.tolist())
    assert "10 were dropped" in finding.why


def test_a_large_document() -> None:
    page = PageRecording()
    page.mark(60, "DOMStats", page.main, data={"totalElements": 20004, "frame": FRAME})
    page.task(500, 900)
    page.style(500, 700, elements=20_000)
    page.layout(700, 890, objects=30_000)
    [finding] = found(DomSize, page)
    assert "very large DOM of 20,004 elements" in finding.verdict
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("elements", "long", "severity"),
    [(300, 90, None), (301, 90, Severity.INFO), (9000, 40, None), (1400, 41, Severity.WARNING)],
)
def test_the_limits_of_a_large_document(
    elements: int, long: float, severity: Severity | None
) -> None:
    page = PageRecording()
    page.task(500, 700)
    page.style(500, 500 + long, elements=elements)
    assert [f.severity for f in found(DomSize, page)] == ([severity] if severity else [])


def test_expensive_selectors() -> None:
    page = PageRecording()
    timings = [
        {"selector": ".a :has(b)", "elapsed (us)": 700, "match_attempts": 900, "match_count": 0},
        {"selector": "div", "elapsed (us)": 9000, "style_sheet_id": "ua-style-sheet"},
    ]
    page.slice(500, 501, "SelectorStats", page.main, selector_stats={"selector_timings": timings})
    [finding] = found(SelectorCosts, page)
    assert "`.a :has(b)`" in finding.verdict
    assert finding.measures[0].value == 700e3
    assert found(SelectorCosts, page, total=700e3) == []


def test_an_image_with_far_too_many_pixels() -> None:
    page = PageRecording()
    worker = page.thread("ThreadPoolForegroundWorker")
    task = page.slice(500, 700, "ImageDecodeTask", worker)
    page.slice(501, 699, "Decode Image", worker, imageType="png")
    data = {"url": "http://shop.test/hero.png", "srcWidth": 6000, "srcHeight": 4000}
    data |= {"width": 400, "height": 300}
    painted = page.slice(800, 801, "PaintImage", page.main, data=data)
    [finding] = found(ImageDecode, page)
    assert finding.severity is Severity.WARNING
    assert set(finding.evidence.rows.tolist()) == {task, painted}
    assert "6,000 × 4,000" in finding.why
    assert APP not in finding.why


def test_decoding_in_another_process_is_not_the_page_s() -> None:
    page = PageRecording()
    worker = page.thread("ThreadPoolForegroundWorker", process="Other", process_id=30)
    page.slice(500, 900, "Decode Image", worker)
    assert found(ImageDecode, page) == []
