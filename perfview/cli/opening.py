"""Opening files for a command: progress, Ctrl+C and the window, in one place."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfview.advice.recommendation import Advice
    from perfview.engine.opened import Opened

NO_DISPLAY = "There is no display to open a window on; here is the analysis instead."


def read_file(
    path: str | Path,
    *,
    use_cache: bool = True,
    analyse: bool = True,
    thresholds: Mapping[str, float] | None = None,
    raw_clocks: bool = False,
    kind: str = "",
    sample_type: str = "",
    baseline: str | None = None,
    between: Sequence[str] = (),
    given: Sequence[str] = (),
    connection: str = "",
    analysed: Callable[[Opened], None] = lambda opened: None,
) -> Opened:
    """Open a file with a progress line; Ctrl+C cancels the job, which then cleans up.

    `kind` is the pillar to open it as, "" for the most certain. `analysed` is called as soon as
    there is advice, before the columns are kept for next time. `sample_type`, `baseline`,
    `between`, `given` and `connection` are those of the engine's `Options`. Raises
    `UnreadableFileError`, `Cancelled` and UsageError.
    """
    from perfview.cli.progress_line import ProgressLine
    from perfview.cli.unreadable import naming

    line = ProgressLine()
    try:
        from perfview.engine.job import Job, Options, Watcher
        from perfview.engine.memory import keep_columns_apart

        options = Options(
            use_cache=use_cache,
            analyse=analyse,
            correct_clocks=not raw_clocks,
            kind=known_kind(kind),
            sample_type=sample_type,
            baseline=baseline,
            between=tuple(between),
            given=tuple(Path(each) for each in given),
            connection=connection,
            thresholds=thresholds or {},
        )
        opened: list[Opened] = []

        def advised(advice: Advice) -> None:
            line.clear()
            analysed(opened[0])

        watcher = Watcher(progress=line.show, read=opened.append, advised=advised)
        keep_columns_apart()
        job = Job(path, options, watcher)
        with answering(), naming(path), _interrupt_calls(job.cancel):
            return job.run()
    finally:
        line.clear()


@contextmanager
def answering() -> Iterator[None]:
    """Let a question that cannot be answered be wrong usage of the option at fault."""
    import click

    from perfview.findings.forecast import UnanswerableError

    try:
        yield
    except UnanswerableError as error:
        raise click.BadParameter(str(error), param_hint=error.option) from error


def known_kind(kind: str) -> str:
    """The kind when there is such a pillar, or "". Raises UsageError naming those there are."""
    from perfview.cli.options import choose
    from perfview.engine.pillars import PILLARS

    return choose(kind, [pillar.kind for pillar in PILLARS], "--as") if kind else ""


def sample_path() -> Path:
    """The recording that comes with PerfView."""
    from perfview.recording.bundled import bundled

    return next(iter(sorted(bundled("samples").glob("*.otlp*"))), bundled("samples"))


def has_display() -> bool:
    """Whether a window can be shown: on Windows and macOS yes, elsewhere when a server is named."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(files: Sequence[str], *, use_cache: bool = True) -> int:
    """Open the window with these files; without a display, say so and print their analyses."""
    if has_display():
        from perfview.ui.application import run

        return int(run([Path(file) for file in files], use_cache=use_cache))
    from perfview.cli.group import run as run_command
    from perfview.cli.terminal import complain

    if not files:
        complain(
            "There is no display to open a window on.",
            "“perfview analyze FILE” prints an analysis; “perfview --help” lists all commands.",
        )
        return 2
    print(NO_DISPLAY, file=sys.stderr)
    cache = [] if use_cache else ["--no-cache"]
    return max(run_command(["analyze", *cache, "--", file]) for file in files)


@contextmanager
def _interrupt_calls(cancel: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl+C cancel and the second one interrupt at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cancel()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
