"""Opening a file as one cancellable piece of work; the same object in the window and inline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perfview.advice.recommendation import Advice
from perfview.engine.opened import Identity, Opened
from perfview.findings.finding import Finding
from perfview.recording.progress import Progress, Step


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
    """How to open. `thresholds` maps ``detector.threshold`` to a value in the threshold's unit."""

    use_cache: bool = True
    analyse: bool = True
    thresholds: Mapping[str, float] = field(default_factory=dict)


class Job:
    """Open one file: identify, read (or take from the cache), analyse, advise.

    `run` returns the whole, raises `UnreadableInput` or `Cancelled`; `cancel` may be called from
    any thread and takes effect within a block (< 100 ms).
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
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop at the next block."""
        self.progress.cancel()
