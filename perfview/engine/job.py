"""Opening a file as one cancellable piece of work; the same object in the window and inline."""

from __future__ import annotations

import contextlib
import copy
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from perfview.advice.advise import advise
from perfview.advice.recommendation import Advice
from perfview.engine.analysis import Analysis, analyse
from perfview.engine.cache import ColumnCache
from perfview.engine.identify import Recognised, identify
from perfview.engine.opened import Identity, Opened, Timing
from perfview.engine.sample_types import measured_by
from perfview.engine.settings import Settings
from perfview.engine.stoppable import Stoppable
from perfview.findings.detector import best_known_first
from perfview.findings.finding import Finding
from perfview.findings.forecast import UnanswerableError
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress, Step
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass
class Watcher:
    """What a face wants to hear of a job; called on the working thread, in this order."""

    progress: Callable[[Step], None] = lambda step: None
    identified: Callable[[Identity], None] = lambda identity: None
    read: Callable[[Opened], None] = lambda opened: None
    """The study is usable from here on: views may draw."""
    found: Callable[[Finding], None] = lambda finding: None
    advised: Callable[[Advice], None] = lambda advice: None


@dataclass(frozen=True)
class Options:
    """How to open. `thresholds` maps ``detector.threshold`` to a value in the threshold's unit;
    they go before those of the user's settings. `correct_clocks`: move spans of services whose
    clocks disagree with their callers'; without it, times stay as recorded. `kind` is the pillar to
    open it as, "" for the one that is most certain of it. `sample_type`: which of several numbers
    it is looked at by, "" for its own choice. `baseline`: another recording of that kind, which
    this one is held against, and `between` those taken between the two, in their order. `given` are
    files that tell more of it: budgets, coverage. `connection`: a database that is asked what its
    planner makes of the advice, "" for none."""

    use_cache: bool = True
    analyse: bool = True
    correct_clocks: bool = True
    kind: str = ""
    sample_type: str = ""
    baseline: str | Path | None = None
    between: tuple[str | Path, ...] = ()
    given: tuple[Path, ...] = ()
    connection: str = ""
    thresholds: Mapping[str, float] = field(default_factory=dict)


class Job:
    """Open one file: identify, read (or take from the cache), analyse, advise.

    `run` returns the whole, raises `UnreadableInput`, `Cancelled`, or `UnanswerableError` for
    options that do not go with the file; `cancel` may be called from any thread and takes effect
    within a block (< 100 ms).
    """

    def __init__(
        self, path: str | Path, options: Options | None = None, watcher: Watcher | None = None
    ) -> None:
        self.path = Path(path)
        self.options = options or Options()
        self.watcher = watcher or Watcher()
        self.progress = Progress(self.watcher.progress)

    def run(self) -> Opened:
        """Do it, on the calling thread."""
        try:
            return self._run()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UnreadableInput(
                f"Reading {self.path.name} failed: {reason}",
                remedy="Check that the file is still there and may be read, then open it again.",
            ) from error
        except MemoryError as error:
            raise UnreadableInput(
                f"There is not enough memory to open {self.path.name}",
                remedy="Close other documents or record a shorter time.",
            ) from error

    def cancel(self) -> None:
        """Stop at the next block."""
        self.progress.cancel()

    def _run(self) -> Opened:
        started = time.perf_counter()
        self.progress.report("Looking at the file", fraction=0.0)
        source = Source(self.path)
        try:
            return self._from(source, started)
        except BaseException:
            source.close()
            raise

    def _from(self, source: Source, started: float) -> Opened:
        """The way of the bytes through the house; `started` is when the job began."""
        recognised = identify(source, self.options.kind)
        self.watcher.identified(recognised.identity)
        cache = ColumnCache() if self.options.use_cache else None
        place = self._place(cache, source, recognised) if cache else None
        opened = self._read(source, recognised, place)
        as_read = copy.deepcopy(opened.report)
        study_as_read, rows = opened.study, opened.report.rows
        # What stands beside the file may change while it stays: no part of what is kept.
        measured = measured_by(opened.study, self.options.sample_type)
        named = recognised.pillar.named(measured, Settings().source_folders)
        opened.study = recognised.pillar.furnished(named, self.options.given)
        self._hold_against(opened, recognised)
        if self.options.connection:
            self.progress.report("Asking the database")
            pillar, connection = recognised.pillar, self.options.connection
            opened.study = pillar.checked(opened.study, connection)
        for measure in recognised.pillar.seen_first:
            getattr(opened.study, measure)
        self.progress.report("Read", fraction=1.0, bytes_done=0, bytes_total=0, rows=rows)
        self.watcher.read(opened)
        read_at = time.perf_counter()
        self._examine(opened, recognised, ahead=self.options.analyse or place is not None)
        opened.timing.analyse_s = time.perf_counter() - read_at
        opened.timing.total_s = time.perf_counter() - started
        if opened.advice is not None:
            self.watcher.advised(opened.advice)
        if cache and place and not opened.timing.from_cache:
            said = {"file": str(self.path.absolute()), "format": recognised.identity.format}
            # The document is complete by now: cancelling only gives up the storing.
            with contextlib.suppress(Cancelled):
                kept = recognised.pillar.keep_of(study_as_read)
                cache.store(place, said, kept, as_read, self.progress.check)
        return opened

    def _hold_against(self, opened: Opened, recognised: Recognised) -> None:
        """Open the baseline, if one is wanted, and what lies between, without analysing them."""
        pillar, between = recognised.pillar, self.options.between
        if between and not pillar.takes_between:
            raise UnanswerableError(f"{pillar.title}: two recordings are compared.", "--target")
        if self.options.baseline is None:
            if between:
                raise UnanswerableError("It lies between this and a --baseline.", "--target")
            return
        if not pillar.compare:
            also = ", ".join(recognised.identity.also)
            hint = f" What else is in the file: --as {also}." if also else ""
            raise UnanswerableError(f"{pillar.title} cannot be compared yet.{hint}", "--baseline")
        opened.baseline = self._held("baseline", self.options.baseline, pillar.kind)
        opened.study.baseline = opened.baseline.study
        opened.between = [self._held("target", path, pillar.kind) for path in between]
        if between:
            opened.study.between = tuple(each.study for each in opened.between)

    def _held(self, what: str, path: str | Path, kind: str) -> Opened:
        """A recording that this one is held against."""
        alone = replace(self.options, baseline=None, between=(), given=(), connection="")
        job = Job(path, replace(alone, analyse=False, kind=kind, sample_type=""))
        job.progress = self.progress
        try:
            return job.run()
        except UnreadableInput as error:
            reason = f"The {what} {job.path.name}: {error.reason}"
            raise UnreadableInput(reason, offset=error.offset, remedy=error.remedy) from error

    def _place(self, cache: ColumnCache, source: Source, recognised: Recognised) -> Path:
        """Where the columns are kept: elsewhere for times as recorded."""
        variant = "" if self.options.correct_clocks else "raw-clocks"
        return cache.place(source, recognised.reader, recognised.pillar, variant)

    def _read(self, source: Source, recognised: Recognised, place: Path | None) -> Opened:
        """The columns, from the cache when they are there."""
        self.progress.report(f"Reading {recognised.identity.title}")
        began = time.perf_counter()
        kept = ColumnCache().load(place, recognised.pillar) if place else None
        if kept is not None:
            columns, report = kept
            study = recognised.pillar.restored(columns, report, source)
        else:
            model, report = recognised.reader.read(source, self.progress)
            study = recognised.pillar.study(model, report, source)
            if self.options.correct_clocks:
                study = recognised.pillar.corrected(study)
        timing = Timing(read_s=time.perf_counter() - began, from_cache=kept is not None)
        identity = recognised.identity
        return Opened(self.path, source, identity, report, study, timing=timing)

    def _examine(self, opened: Opened, recognised: Recognised, ahead: bool) -> None:
        """Say what is odd; unless told not to, find what is wrong and what to do about it.

        `ahead`: measure what much stands on before anybody asks, side by side.
        """
        pillar, study, wanted = recognised.pillar, opened.study, self.options.analyse
        first: list[Callable[[], object]] = [
            partial(getattr, study, measure) for measure in pillar.first_measures if ahead
        ]
        first.append(partial(pillar.examine, Stoppable(study, self.progress), opened.report))
        for bad in pillar.broken():
            opened.report.note("not-loaded", 1, f"{bad}. Everything else works.")
        words = f"Looking for what {pillar.trouble}" if wanted else "Checking the recording"
        self.progress.report(words, fraction=0.0)
        detectors = pillar.detectors_for(study) if wanted else []
        thresholds = {**Settings().thresholds, **self.options.thresholds}
        analysis = analyse(detectors, study, thresholds, self.progress, self.watcher.found, first)
        if not wanted:
            return
        _note_failures(opened.report, analysis)
        opened.findings = analysis.findings
        if opened.report.rows == 0:
            word = pillar.word_for(study)
            opened.advice = Advice(f"There is not a single {word} in {opened.path.name}.", ())
        else:
            titles = [each.title for each in best_known_first(detectors)]
            opened.advice = advise(analysis.findings, titles)


def open(  # noqa: A001 - `engine.open(path)` is how it reads
    path: str | Path, options: Options | None = None, watcher: Watcher | None = None
) -> Opened:
    """Open a file on the calling thread. Raises `UnreadableInput`."""
    return Job(path, options, watcher).run()


def _note_failures(report: ImportReport, analysis: Analysis) -> None:
    for name, reason in analysis.failures:
        report.note("detector-failed", 1, f"The detector “{name}” stopped with {reason}")
