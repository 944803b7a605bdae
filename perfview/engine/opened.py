"""One opened file: what it is, what was read, what was found, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfview.advice.recommendation import Advice
from perfview.findings.finding import Finding
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


@dataclass(frozen=True)
class Identity:
    """What a file turned out to be. `kind` is the pillar ("traces"), `format` the reader's name.

    `also` are the other pillars that find something of theirs in the same file.
    """

    kind: str
    format: str
    title: str
    why: str
    also: tuple[str, ...] = ()


@dataclass
class Timing:
    """Wall-clock seconds: reading (or loading from the cache), analysing, and all of it, with
    recognising the file and loading PerfView's own parts for it."""

    read_s: float = 0.0
    analyse_s: float = 0.0
    total_s: float = 0.0
    from_cache: bool = False


@dataclass
class Opened:
    """Filled from left to right as a job goes on; whatever is there is final.

    `study` is the pillar's own `perfview.recording.study.Study`.
    """

    path: Path
    source: Source
    identity: Identity
    report: ImportReport
    study: Any
    findings: list[Finding] = field(default_factory=list)
    advice: Advice | None = None
    timing: Timing = field(default_factory=Timing)
    baseline: Opened | None = None
    between: list[Opened] = field(default_factory=list)
