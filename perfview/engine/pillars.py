"""What the engine knows of each pillar: where its parts are, each imported when first needed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfview.findings.comparison import Comparing, Comparison
from perfview.findings.detector import Detector
from perfview.findings.finding import Evidence
from perfview.findings.forecast import Forecast, Question, UnanswerableError
from perfview.findings.presence import Reasons
from perfview.findings.registry import Broken, broken, discover
from perfview.findings.resizing import SizeChange, SizeForecast
from perfview.recording.fact import Fact
from perfview.recording.reader import Reader
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass(frozen=True)
class Pillar:
    """One kind of evidence and where its parts are, each written ``module:name``.

    `row_word` is what one row of its main table is called, `evidence_word` a row that a finding
    points at. `what_if` foresees times, `resize` sizes, `why` tells what keeps something there.
    `unite` is for files of an archive;
    without it each has to be opened by itself. `correct` sets clocks right that disagree. `name`
    calls things what files beside the recording call them; `furnish` adds what such files, or files
    given along with it, tell beyond that; `tells_more` knows such files. `seen_first` are the
    measures of a study that every view asks for at once, taken before it is handed over, so that no
    window waits for them. `takes_between`: recordings between a baseline and a later one tell more
    than the two alone. `has_companions`: the other files of an archive are what the recording
    speaks of. `trouble` is what is asked of a recording, ``is slow``. `lent`: detectors
    of other pillars that find something in it, too; `further_readers` read what another pillar's
    files hold of this one's. `check` asks a live
    server what it makes of the advice. `first_measures` are those that everything else stands on,
    in the order in which they are begun side by side; one that needs another waits for it.

    Readers and detectors are whatever the two packages contain: a file dropped into the folder
    is found with nothing else touched.
    """

    kind: str
    title: str
    row_word: str
    evidence_word: str
    readers_package: str
    detectors_package: str
    study_type: str
    kept_type: str
    keep: str
    restore: str
    soundness: str
    oddities: str
    tables: str
    evidence: str
    unite: str = ""
    correct: str = ""
    filters: str = ""
    documents: str = ""
    name: str = ""
    furnish: str = ""
    tells_more: str = ""
    seen_first: tuple[str, ...] = ()
    first_measures: tuple[str, ...] = ()
    facts: str = ""
    what_if: str = ""
    resize: str = ""
    why: str = ""
    compare: str = ""
    takes_between: bool = False
    has_companions: bool = False
    trouble: str = "is slow"
    lent: str = ""
    check: str = ""
    further_readers: tuple[str, ...] = ()

    def readers(self) -> list[type[Reader]]:
        """The file formats this pillar reads."""
        own = discover(self.readers_package, Reader)  # type: ignore[type-abstract]
        return own + [_resolve(place) for place in self.further_readers]

    def detectors(self) -> list[type[Detector]]:
        """What looks for trouble in this pillar, cheapest first."""
        found = discover(self.detectors_package, Detector)  # type: ignore[type-abstract]
        return sorted(found, key=lambda detector: (detector.cost, detector.name))

    def broken(self) -> list[Broken]:
        """The files of readers and detectors that could not be loaded."""
        readers = broken(self.readers_package, Reader)
        return readers + broken(self.detectors_package, Detector)

    def detectors_for(self, study: Any) -> list[type[Detector]]:
        """Those that concern this recording, cheapest first."""
        own = [detector for detector in self.detectors() if _concerns(detector, study)]
        return own + (_resolve(self.lent)(study) if self.lent else [])

    def study(self, model: Any, report: ImportReport, source: Source) -> Any:
        """The model with everything that can be measured on it."""
        return _resolve(self.study_type)(model, report, source)

    def united(self, parts: list[tuple[Any, int]]) -> tuple[Any, list[bool]]:
        """Models of several files as one, and which of them are in it. Each comes with the place
        at which its file begins in the stream of all."""
        if not self.unite:
            return parts[0][0], [True] + [False] * (len(parts) - 1)
        united: tuple[Any, list[bool]] = _resolve(self.unite)(parts)
        return united

    def corrected(self, study: Any) -> Any:
        """The study with clocks set right as far as it tells by how much, as its report says."""
        return _resolve(self.correct)(study) if self.correct else study

    def named(self, study: Any, folders: Sequence[Path]) -> Any:
        """The study with things called as files beside the recording, or in these folders, call
        them: source maps."""
        return _resolve(self.name)(study, folders) if self.name else study

    def furnished(self, study: Any, given: Sequence[Path]) -> Any:
        """The study with what files beside the recording, and those given along with it, tell.
        Raises UnanswerableError for one that cannot be made use of."""
        if self.furnish:
            return _resolve(self.furnish)(study, given)
        if given:
            raise UnanswerableError(f"{self.title} take no file beside them.", "--with")
        return study

    def checked(self, study: Any, connection: str) -> Any:
        """The study with what the server at `connection` says of its advice; never asked but by
        name. Raises UnanswerableError."""
        if not self.check:
            raise UnanswerableError(f"{self.title} are not checked against a database.", "--check")
        return _resolve(self.check)(study, connection)

    def takes(self, path: Path) -> bool:
        """Whether a file can be given along with a recording, and tells more of it."""
        return bool(self.tells_more) and bool(_resolve(self.tells_more)(path))

    def word_for(self, study: Any) -> str:
        """What one row of a study's main table is called."""
        return study.row_word or self.row_word

    def kept(self) -> type[Any]:
        """The dataclass of columns that the cache keeps of a study."""
        kind: type[Any] = _resolve(self.kept_type)
        return kind

    def keep_of(self, study: Any) -> Any:
        """What the cache keeps of a study, a `kept()`."""
        return _resolve(self.keep)(study)

    def restored(self, kept: Any, report: ImportReport, source: Source) -> Any:
        """The study again from what was kept of it."""
        return _resolve(self.restore)(kept, report, source)

    def examine(self, study: Any, report: ImportReport) -> None:
        """Add to the report what is odd about the rows as a whole (orphans, clock skew ...)."""
        _resolve(self.oddities)(study, report)

    def is_sound(self, kept: Any) -> bool:
        """Whether every index of what comes from the cache stays within its table."""
        return bool(_resolve(self.soundness)(kept))

    def foresee(self, study: Any, question: Question) -> Forecast:
        """What a change would bring. Raises UnanswerableError."""
        if not self.what_if and self.resize:
            said = f"Of {self.title.lower()} it is asked what --cut frees."
            raise UnanswerableError(said, "--operation")
        if not self.what_if:
            raise UnanswerableError(f"Nothing can be foreseen of {self.title.lower()} yet.", "FILE")
        forecast: Forecast = _resolve(self.what_if)(study, question)
        return forecast

    def resized(self, study: Any, changes: Sequence[SizeChange]) -> SizeForecast:
        """What changes would make smaller. Raises UnanswerableError."""
        if not self.resize:
            raise UnanswerableError(f"{self.title} have no size to foresee.", "FILE")
        forecast: SizeForecast = _resolve(self.resize)(study, changes)
        return forecast

    def reasons(self, study: Any, wanted: str, most_paths: int) -> Reasons:
        """Why something is there. Raises UnanswerableError."""
        if not self.why:
            raise UnanswerableError(f"{self.title} hold no objects that something keeps.", "FILE")
        found: Reasons = _resolve(self.why)(study, wanted, most_paths)
        return found

    def compared(self, before: Any, after: Any, wanted: Comparing) -> Comparison:
        """What changed from one study to another. Raises UnanswerableError."""
        if not self.compare:
            raise UnanswerableError(f"{self.title} cannot be compared yet.", "BEFORE")
        comparison: Comparison = _resolve(self.compare)(before, after, wanted)
        return comparison

    def table_writers(self) -> Mapping[str, Any]:
        """The tables that can be exported, by name."""
        tables: Mapping[str, Any] = _resolve(self.tables)
        return tables

    def filterable(self) -> Mapping[str, Any]:
        """The tables a filter may be put on: (study, expression) to a bool a row."""
        found: Mapping[str, Any] = _resolve(self.filters) if self.filters else {}
        return found

    def facts_of(self, study: Any) -> list[Fact]:
        """What a recording holds beyond its tables' rows, in the order it is to be told."""
        found: list[Fact] = _resolve(self.facts)(study) if self.facts else []
        return found

    def document_writers(self) -> Mapping[str, Any]:
        """Formats of other tools in which chosen rows of the main table can be written: (study,
        rows, file, check)."""
        found: Mapping[str, Any] = _resolve(self.documents) if self.documents else {}
        return found

    def evidence_ids(self, study: Any, evidence: Evidence) -> list[dict[str, str]]:
        """Evidence as the file's own ids: ``{"type": "span", "id": "00f067aa0ba902b7"}``."""
        ids: list[dict[str, str]] = _resolve(self.evidence)(study, evidence)
        return ids


PILLARS: tuple[Pillar, ...] = (
    Pillar(
        kind="traces",
        title="Traces",
        row_word="span",
        evidence_word="span",
        readers_package="perfview.traces.readers",
        detectors_package="perfview.traces.detectors",
        study_type="perfview.traces.study:Study",
        kept_type="perfview.traces.keeping:Kept",
        keep="perfview.traces.keeping:keep",
        restore="perfview.traces.keeping:restore",
        soundness="perfview.traces.soundness:is_sound",
        oddities="perfview.traces.oddities:examine",
        tables="perfview.traces.tables:TABLES",
        evidence="perfview.traces.evidence_ids:evidence_ids",
        what_if="perfview.traces.scenarios.forecasting:answer",
        unite="perfview.traces.uniting.recordings:unite",
        correct="perfview.traces.clocks.skew:corrected",
        facts="perfview.traces.facts:facts",
        filters="perfview.traces.filtering.tables:FILTERS",
        documents="perfview.traces.documents.formats:DOCUMENTS",
        furnish="perfview.engine.lending.statements:take_along",
        tells_more="perfview.queries.furnishing.given:tells_more",
        lent="perfview.engine.lending.statements:lent_detectors",
        first_measures=("structure", "statements", "critical", "self_ns", "graph", "operations"),
    ),
    Pillar(
        kind="profiles",
        title="CPU profiles",
        row_word="sample",
        evidence_word="call path",
        readers_package="perfview.profiles.readers",
        detectors_package="perfview.profiles.detectors",
        study_type="perfview.profiles.study:Study",
        kept_type="perfview.profiles.keeping:Kept",
        keep="perfview.profiles.keeping:keep",
        restore="perfview.profiles.keeping:restore",
        soundness="perfview.profiles.soundness:is_sound",
        oddities="perfview.profiles.oddities:examine",
        tables="perfview.profiles.tables:TABLES",
        evidence="perfview.profiles.evidence_ids:evidence_ids",
        facts="perfview.profiles.facts:facts",
        filters="perfview.profiles.filtering.tables:FILTERS",
        compare="perfview.profiles.comparing.answering:answer",
        name="perfview.profiles.sources.maps.mapping:mapped",
        documents="perfview.profiles.documents.formats:DOCUMENTS",
        seen_first=("tree", "packages", "functions"),
    ),
    Pillar(
        kind="heaps",
        title="Memory",
        row_word="object",
        evidence_word="object",
        readers_package="perfview.heaps.readers",
        detectors_package="perfview.heaps.detectors",
        study_type="perfview.heaps.study:Study",
        kept_type="perfview.heaps.keeping:Kept",
        keep="perfview.heaps.keeping:keep",
        restore="perfview.heaps.keeping:restore",
        soundness="perfview.heaps.soundness:is_sound",
        oddities="perfview.heaps.oddities:examine",
        tables="perfview.heaps.tables:TABLES",
        evidence="perfview.heaps.evidence_ids:evidence_ids",
        facts="perfview.heaps.facts:facts",
        filters="perfview.heaps.filtering.tables:FILTERS",
        resize="perfview.heaps.scenarios.clearing:answer",
        why="perfview.heaps.retention.answering:answer",
        compare="perfview.heaps.comparing.answering:answer",
        takes_between=True,
        trouble="is big",
        first_measures=("dominators", "distance", "self_bytes", "classes"),
    ),
    Pillar(
        kind="bundles",
        title="Bundles",
        row_word="module",
        evidence_word="module",
        readers_package="perfview.bundles.readers",
        detectors_package="perfview.bundles.detectors",
        study_type="perfview.bundles.study:Study",
        kept_type="perfview.bundles.keeping:Kept",
        keep="perfview.bundles.keeping:keep",
        restore="perfview.bundles.keeping:restore",
        soundness="perfview.bundles.soundness:is_sound",
        oddities="perfview.bundles.oddities:examine",
        tables="perfview.bundles.tables:TABLES",
        evidence="perfview.bundles.evidence_ids:evidence_ids",
        facts="perfview.bundles.facts:facts",
        filters="perfview.bundles.filtering.tables:FILTERS",
        furnish="perfview.bundles.built.furnishing:furnished",
        tells_more="perfview.bundles.furnishing.given:tells_more",
        resize="perfview.bundles.scenarios.answering:answer",
        why="perfview.bundles.presence.answering:answer",
        compare="perfview.bundles.comparing.answering:answer",
        has_companions=True,
        trouble="is big",
        first_measures=("loading", "weights", "dominated_at_start"),
    ),
    Pillar(
        kind="queries",
        title="Queries",
        row_word="call",
        evidence_word="call",
        readers_package="perfview.queries.readers",
        further_readers=("perfview.engine.lending.span_statements:SpanStatements",),
        detectors_package="perfview.queries.detectors",
        study_type="perfview.queries.study:Study",
        kept_type="perfview.queries.keeping:Kept",
        keep="perfview.queries.keeping:keep",
        restore="perfview.queries.keeping:restore",
        soundness="perfview.queries.soundness:is_sound",
        oddities="perfview.queries.oddities:examine",
        tables="perfview.queries.tables:TABLES",
        evidence="perfview.queries.evidence_ids:evidence_ids",
        unite="perfview.queries.uniting:united",
        facts="perfview.queries.facts:facts",
        filters="perfview.queries.filtering.tables:FILTERS",
        furnish="perfview.queries.furnishing.given:furnished",
        tells_more="perfview.queries.furnishing.given:tells_more",
        compare="perfview.queries.comparing.answering:answer",
        check="perfview.queries.checking.taking:checked",
        seen_first=("totals",),
    ),
)


def pillar(kind: str) -> Pillar:
    """The pillar of this kind. Raises KeyError."""
    for candidate in PILLARS:
        if candidate.kind == kind:
            return candidate
    raise KeyError(kind)


def all_detectors() -> list[type[Detector]]:
    """Every detector of every pillar, by name."""
    found = [detector for each in PILLARS for detector in each.detectors()]
    return sorted(found, key=lambda detector: detector.name)


def all_broken() -> list[Broken]:
    """The files of every pillar that could not be loaded."""
    return [each for known in PILLARS for each in known.broken()]


def _concerns(detector: type[Detector], study: Any) -> bool:
    """Whether it does; one that fails at that is asked to detect, where failures are told."""
    try:
        return detector().concerns(study)
    except Exception:
        return True


def _resolve(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
