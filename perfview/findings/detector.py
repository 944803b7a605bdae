"""A detector is a document: its docstring says everything the app, the docs and the CLI print."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from perfview.findings.finding import Finding

SECTIONS = (
    "What it looks for",
    "Why it matters",
    "How sure it is",
    "How to fix it",
    "Learnt from",
)
SCOPES = ("cpu", "memory", "io", "network", "database", "render")


@dataclass(frozen=True)
class Threshold:
    """A limit a user may move. `unit` is one of ns, bytes, count, ratio, per-second."""

    name: str
    default: float
    unit: str
    meaning: str


class Limits:
    """The thresholds one detector runs with: its defaults, overridden by the user's."""

    def __init__(self, detector: Detector, overrides: Mapping[str, float] | None = None) -> None:
        self._values = {t.name: t.default for t in detector.thresholds}
        for name, value in (overrides or {}).items():
            if name in self._values:
                self._values[name] = value

    def __getitem__(self, name: str) -> float:
        return self._values[name]


class Detector:
    """One kind of trouble. Subclass it in a file of its own under a pillar's `detectors` folder.

    The subclass's docstring has one opening line and the five sections named in `SECTIONS`, each
    on a line of its own ending in a colon. `cost` orders the work: cheap ones report first.
    """

    name: ClassVar[str]
    """Stable slug, e.g. ``n-plus-one``; thresholds are addressed as ``n-plus-one.count``."""
    title: ClassVar[str]
    scopes: ClassVar[tuple[str, ...]] = ()
    thresholds: ClassVar[tuple[Threshold, ...]] = ()
    cost: ClassVar[int] = 1
    is_lent: ClassVar[bool] = True
    """Whether recordings of another kind that hold such rows are asked, too: spans with statements.
    """
    prominence: ClassVar[int] = 0
    """How much people ask for it by name; lists too short for all name the highest first."""

    def concerns(self, study: Any) -> bool:
        """Whether a recording of this kind can have this trouble at all; cheap to ask."""
        return True

    def detect(self, study: Any, limits: Limits) -> Iterator[Finding]:
        """Yield findings from a model and what was measured on it (the pillar's `Study`)."""
        raise NotImplementedError


def best_known_first(detectors: Iterable[type[Detector]]) -> list[type[Detector]]:
    """Those that people ask for by name first, then as they come."""
    return sorted(detectors, key=lambda detector: -detector.prominence)


@dataclass(frozen=True)
class Document:
    """A detector's docstring, taken apart."""

    summary: str
    sections: Mapping[str, str]


def document(detector: type[Detector]) -> Document:
    """The detector's text. Raises ValueError naming a section that is missing or empty."""
    text = inspect.getdoc(detector) or ""
    marks = "|".join(re.escape(s) for s in SECTIONS)
    parts = re.split(rf"^({marks}):[ \t]*", text, flags=re.MULTILINE)
    sections = {k: v.strip() for k, v in zip(parts[1::2], parts[2::2], strict=True)}
    for name in SECTIONS:
        if not sections.get(name):
            raise ValueError(f"{detector.__name__}: its document has no “{name}:”")
    return Document(parts[0].strip(), sections)
