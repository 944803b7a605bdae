from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfview import engine
from perfview.engine.job import Job, Options, Watcher
from perfview.engine.pillars import Pillar
from perfview.findings.detector import Limits
from perfview.findings.finding import Finding
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Step
from tests.engine.fake_pillar import NumbersStudy
from tests.engine.fake_pillar.detectors.large import LargeNumber
from tests.engine.fake_pillar.readers import lines


def test_opens_reads_and_advises(numbers: Path) -> None:
    opened = engine.open(numbers)
    assert opened.identity.kind == "numbers"
    assert opened.identity.format == "number-lines"
    assert opened.study.model.values.tolist() == [1, 250, -3, 40, 700]
    assert [f.measures[0].value for f in opened.findings] == [250, 700]
    assert opened.advice is not None
    assert opened.advice.verdict
    assert opened.timing.total_s >= opened.timing.read_s > 0


def test_watcher_hears_everything_in_order_on_the_working_thread(numbers: Path) -> None:
    heard: list[tuple[str, int]] = []

    def note(word: str) -> None:
        heard.append((word, threading.get_ident()))

    watcher = Watcher(
        identified=lambda identity: note("identified"),
        read=lambda opened: note("read"),
        found=lambda finding: note("found"),
        advised=lambda advice: note("advised"),
    )
    Job(numbers, watcher=watcher).run()
    assert [word for word, _ in heard] == ["identified", "read", "found", "found", "advised"]
    assert {thread for _, thread in heard} == {threading.get_ident()}


def test_picture_comes_before_the_cache_is_written(numbers: Path, cache_folder: Path) -> None:
    seen: list[list[Path]] = []
    watcher = Watcher(
        read=lambda opened: seen.append(list(cache_folder.glob("*"))),
        advised=lambda advice: seen.append(list(cache_folder.glob("*"))),
    )
    Job(numbers, watcher=watcher).run()
    assert seen == [[], []]
    assert len(list(cache_folder.glob("*.columns"))) == 1


def test_second_opening_comes_from_the_cache_and_is_the_same(numbers: Path) -> None:
    first = engine.open(numbers)
    before = len(lines.times_read)
    second = engine.open(numbers)
    assert len(lines.times_read) == before
    assert second.timing.from_cache
    assert not first.timing.from_cache
    assert second.study.model.values.tolist() == first.study.model.values.tolist()
    assert second.report == first.report
    assert [f.id for f in second.findings] == [f.id for f in first.findings]


def test_without_cache_nothing_is_kept_or_looked_up(numbers: Path, cache_folder: Path) -> None:
    engine.open(numbers)
    for entry in cache_folder.iterdir():
        entry.unlink()
    opened = engine.open(numbers, Options(use_cache=False))
    assert not opened.timing.from_cache
    assert list(cache_folder.iterdir()) == []


def test_changed_file_is_read_anew(numbers: Path) -> None:
    engine.open(numbers)
    numbers.write_text("numbers\n5\n6")
    opened = engine.open(numbers)
    assert not opened.timing.from_cache
    assert opened.study.model.values.tolist() == [5, 6]


def test_failing_detector_becomes_an_oddity_and_the_others_go_on(numbers: Path) -> None:
    numbers.write_text("numbers\n13\n250")
    opened = engine.open(numbers)
    failed = opened.report.find("detector-failed")
    assert failed is not None
    assert "mistaken" in failed.detail
    assert "thirteen" in failed.detail
    assert len(opened.findings) == 1
    assert engine.open(numbers).report == opened.report


def test_thresholds_of_options_go_before_those_of_settings(numbers: Path) -> None:
    from perfview.engine.settings import Settings

    Settings().set_threshold("large-number.limit", 300)
    assert len(engine.open(numbers).findings) == 1
    moved = Options(thresholds={"large-number.limit": 10})
    assert len(engine.open(numbers, moved).findings) == 3


def test_file_without_rows_says_so_instead_of_praising_it(numbers: Path) -> None:
    numbers.write_text("numbers\n")
    advice = engine.open(numbers).advice
    assert advice is not None
    assert advice.verdict == "There is not a single number in some.file."


def test_without_analysis_there_is_a_report_but_no_advice(numbers: Path) -> None:
    opened = engine.open(numbers, Options(analyse=False))
    assert opened.report.find("negative") is not None
    assert opened.findings == []
    assert opened.advice is None


@pytest.mark.parametrize("moment", ["reading", "analysing"])
def test_cancel_leaves_nothing_behind(numbers: Path, cache_folder: Path, moment: str) -> None:
    job: Job

    def stop_reading(step: Step) -> None:
        if moment == "reading" and step.words == "Reading numbers":
            job.cancel()

    def stop_analysing(finding: Finding) -> None:
        if moment == "analysing":
            job.cancel()

    numbers.write_text("numbers\n" + "\n".join(["250"] * 400))
    job = Job(numbers, watcher=Watcher(progress=stop_reading, found=stop_analysing))
    threads = threading.active_count()
    with pytest.raises(Cancelled):
        job.run()
    assert threading.active_count() == threads
    assert not cache_folder.exists() or list(cache_folder.iterdir()) == []


def test_cancel_from_another_thread_stops_a_slow_detector_list(
    numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers.write_text("numbers\n" + "\n".join(["250"] * 5000))
    job = Job(numbers, watcher=Watcher(found=lambda finding: time.sleep(0.002)))
    threading.Timer(0.1, job.cancel).start()
    with pytest.raises(Cancelled):
        job.run()


def test_cancel_stops_a_detector_in_the_midst_of_its_work(
    numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def detect(self: LargeNumber, study: NumbersStudy, limits: Limits) -> Iterator[Finding]:
        job.cancel()
        looked.append(len(study.model.values))
        yield from ()

    monkeypatch.setattr(LargeNumber, "detect", detect)
    job = Job(numbers)
    with pytest.raises(Cancelled):
        job.run()
    assert looked == []


def test_several_jobs_at_once_do_not_disturb_each_other(numbers: Path) -> None:
    opened: list[list[int]] = []

    def run() -> None:
        for _ in range(5):
            opened.append(engine.open(numbers).study.model.values.tolist())

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [[1, 250, -3, 40, 700]] * 20


def test_refusals_reach_the_caller_as_one_sentence(numbers: Path) -> None:
    numbers.write_text("numbers\nfive")
    with pytest.raises(UnreadableInput, match="A line is not a number"):
        engine.open(numbers)
    with pytest.raises(UnreadableInput):
        engine.open(numbers.with_name("missing"))
    with pytest.raises(UnreadableInput):
        engine.open(numbers.parent)


def test_disk_trouble_while_reading_is_a_refusal_not_a_traceback(
    numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*anything: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(lines.Lines, "read", fail)
    with pytest.raises(UnreadableInput, match="Input/output error"):
        engine.open(numbers, Options(use_cache=False))


def test_a_check_that_fails_is_told_and_no_detector_is_blamed(
    numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def examine(self: Pillar, study: object, report: object) -> None:
        raise ZeroDivisionError("examined")

    monkeypatch.setattr(Pillar, "examine", examine)
    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError, match="examined"):
        Job(numbers).run()
    assert threading.active_count() == threads
