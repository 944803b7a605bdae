"""Long tasks, slow interactions and forced reflows of a page's main thread."""

from __future__ import annotations

from perfview.advice.merging import merge
from perfview.findings.finding import Finding, Severity
from perfview.traces.detectors.dom_size import DomSize
from perfview.traces.detectors.forced_reflow import ForcedReflow
from perfview.traces.detectors.inp import InteractionToNextPaint
from perfview.traces.detectors.long_task import LongTask
from tests.traces.browser.pages import PageRecording, found, said


def measure(finding: Finding, name: str) -> float:
    """One of the finding's numbers."""
    return next(m.value for m in finding.measures if m.name == name)


def test_a_long_task_names_its_function() -> None:
    page = PageRecording()
    row = page.job(500, 800, "crunch", line=12)
    [finding] = found(LongTask, page)
    assert "`crunch` in app.js, line 12, called by a timer" in finding.verdict
    assert measure(finding, "longest task") == 300e6
    assert measure(finding, "blocking time") == 250e6
    assert finding.severity is Severity.WARNING
    assert finding.evidence.rows.tolist() == [row]
    assert finding.saving is not None
    assert finding.saving.value == 250e6


def test_tasks_of_one_function_are_one_finding() -> None:
    page = PageRecording()
    for at in (500, 900, 1300, 1700):
        page.job(at, at + 250, "crunch")
    page.job(2200, 2290, "draw")
    findings = found(LongTask, page)
    assert [measure(finding, "long tasks") for finding in findings] == [4, 1]
    assert [finding.severity for finding in findings] == [Severity.CRITICAL, Severity.INFO]


def test_fifty_milliseconds_are_the_limit() -> None:
    page = PageRecording()
    page.job(500, 550, "just")
    assert found(LongTask, page) == []
    page.job(600, 650.1, "over")
    assert len(found(LongTask, page)) == 1
    assert found(LongTask, page, duration=60e6) == []


def test_other_threads_and_earlier_tasks_do_not_count() -> None:
    page = PageRecording()
    other = page.thread("CrRendererMain", process="Extension", process_id=20)
    page.slice(500, 900, "RunTask", other)
    page.slice(-400, -10, "RunTask", page.main)
    assert found(LongTask, page) == []


def test_a_task_that_never_ended_is_not_judged() -> None:
    page = PageRecording()
    page.slice(500, 3000, "RunTask", page.main, unfinished=True)
    assert found(LongTask, page) == []


def test_work_of_the_browser_is_a_note_however_long() -> None:
    page = PageRecording()
    page.task(500, 690)
    assert found(LongTask, page) == []
    page.task(700, 1700)
    [finding] = found(LongTask, page)
    assert finding.severity is Severity.INFO


def click(page: PageRecording, at: float, long: float, name: str = "onBuy") -> None:
    """A click whose handler takes `long` ms."""
    end = at + long + 10
    page.task(at + 2, end - 4)
    page.slice(at + 5, end - 5, "EventDispatch", page.main, data={"type": "click"})
    page.call(at + 5, end - 5, name)
    page.event(at, long, end, "click")


def test_a_click_that_waits_for_its_handler() -> None:
    page = PageRecording()
    click(page, 500, 600)
    [finding] = found(InteractionToNextPaint, page)
    assert finding.severity is Severity.CRITICAL
    assert measure(finding, "interaction to next paint") == 610e6
    assert measure(finding, "input delay") == 5e6
    assert measure(finding, "processing") == 600e6
    assert "`onBuy` in app.js" in finding.verdict
    assert "INP" in finding.title


def test_two_hundred_milliseconds_are_good() -> None:
    page = PageRecording()
    click(page, 500, 190)
    assert found(InteractionToNextPaint, page) == []
    click(page, 1500, 191)
    [finding] = found(InteractionToNextPaint, page)
    assert finding.severity is Severity.WARNING


def test_a_click_that_waits_for_a_timer() -> None:
    page = PageRecording()
    page.job(500, 900, "poll")
    page.task(901, 906)
    page.slice(902, 904, "EventDispatch", page.main, data={"type": "click"})
    page.event(520, 2, 909, "click")
    [finding] = found(InteractionToNextPaint, page)
    assert "waiting for the main thread, `poll` in app.js" in finding.verdict


def test_a_click_whose_answer_takes_long_to_draw() -> None:
    page = PageRecording()
    page.task(500, 900)
    page.slice(501, 510, "EventDispatch", page.main, data={"type": "click"})
    page.layout(512, 890, objects=9000)
    track = page.thread("EventTiming")
    data = {"type": "click", "interactionId": 3, "frame": "F1", "timeStamp": 10}
    data |= {"processingStart": 11, "processingEnd": 20}
    page.slice(500, 905, "EventTiming", track, data=data)
    [finding] = found(InteractionToNextPaint, page)
    assert "drawing the answer, style and layout" in finding.verdict
    assert measure(finding, "presentation delay") == 395e6


def test_without_event_timings_the_dispatch_counts() -> None:
    page = PageRecording()
    page.task(500, 800)
    page.slice(501, 790, "EventDispatch", page.main, data={"type": "keydown"})
    page.slice(791, 799, "EventDispatch", page.main, data={"type": "scroll"})
    [finding] = found(InteractionToNextPaint, page)
    assert "no event timings" in finding.why
    assert measure(finding, "interactions") == 1


def thrash(page: PageRecording, at: float, times: int, each: float = 2.0) -> None:
    """A task whose function changes and reads in turn."""
    end = at + times * (each + 0.5) + 1
    page.job(at, end, "resize")
    for i in range(times):
        begin = at + 0.5 + i * (each + 0.5)
        page.layout(begin, begin + each, asked="measureBox")


def test_a_loop_of_forced_layouts() -> None:
    page = PageRecording()
    thrash(page, 500, 40)
    [finding] = found(ForcedReflow, page)
    assert finding.severity is Severity.WARNING
    assert "`measureBox` in app.js, line 5" in finding.verdict
    assert measure(finding, "times in that task") == 40
    assert measure(finding, "forced in one task") == 80e6
    assert finding.evidence.total == 40
    assert finding.saving is not None
    assert finding.saving.value == 78e6


def test_layouts_of_frames_are_not_forced() -> None:
    page = PageRecording()
    page.task(500, 700)
    for i in range(40):
        page.layout(500 + 4 * i, 503 + 4 * i)
    assert found(ForcedReflow, page) == []


def test_a_single_measurement_is_no_thrashing() -> None:
    page = PageRecording()
    page.job(500, 540, "show")
    page.layout(501, 530, asked="show")
    assert found(ForcedReflow, page) == []
    page.job(600, 640, "show")
    page.layout(601, 632, asked="show")
    [finding] = found(ForcedReflow, page)
    assert finding.severity is Severity.INFO


def test_a_layout_within_a_style_recalculation_counts_once() -> None:
    page = PageRecording()
    page.job(500, 600, "show")
    page.style(501, 561, asked="show")
    page.layout(510, 550, asked="show")
    [finding] = found(ForcedReflow, page)
    assert measure(finding, "forced in one task") == 60e6


def test_one_click_is_one_story() -> None:
    page = PageRecording()
    click(page, 500, 600)
    study = page.study()
    findings = said(LongTask, study) + said(InteractionToNextPaint, study)
    assert len(findings) == 2
    assert len(merge(findings)) == 1


def test_a_reflow_explains_the_task_it_fills() -> None:
    page = PageRecording()
    thrash(page, 500, 60, 4)
    study = page.study()
    [group] = merge(said(LongTask, study) + said(ForcedReflow, study))
    assert [finding.detector for finding in group] == ["forced-reflow", "long-task"]


def test_style_and_the_layout_after_it_are_one_reflow() -> None:
    page = PageRecording()
    page.job(500, 900, "build")
    page.style(510, 690, elements=20_000, asked="build")
    page.layout(690, 890, objects=20_000, asked="build")
    [finding] = found(ForcedReflow, page)
    assert finding.severity is Severity.INFO
    assert finding.title == "build in app.js, line 5 forces a reflow once"
    assert finding.saving is not None
    assert finding.saving.value == 0


def test_a_large_document_answers_for_the_one_layout_that_fills_a_task() -> None:
    page = PageRecording()
    page.job(500, 900, "build")
    page.style(510, 690, elements=20_000, asked="build")
    page.layout(690, 890, objects=40_000, asked="build")
    study = page.study()
    groups = merge(said(LongTask, study) + said(ForcedReflow, study) + said(DomSize, study))
    [group] = [group for group in groups if group[0].detector != "forced-reflow"]
    assert [finding.detector for finding in group] == ["dom-size", "long-task"]
    assert group[0].title == "20,000 elements make style and layout take 200\u202fms"
