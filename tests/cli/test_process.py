"""What only a process of its own shows: imports, closed pipes, Ctrl+C, dropped-in files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

DETECTOR = '''
from perfview.findings.detector import Detector, Threshold

class Dropped(Detector):
    """Notices that a file was dropped in.

    What it looks for: a dropped file.
    Why it matters: nothing else should need touching.
    How sure it is: entirely.
    How to fix it: nothing to fix.
    Learnt from: this test.
    """

    name = "dropped-in"
    title = "Dropped in"
    thresholds = (Threshold("patience", 5e8, "ns", "how long to wait"),)

    def detect(self, study, limits):
        yield from ()
'''

READER = '''
from perfview.recording.reader import Reader, Sniff

class DroppedReader(Reader):
    """Files that begin with ``dropped``."""

    name = "dropped-format"
    title = "Dropped format"

    def sniff(self, source):
        return Sniff(float(source.head.startswith(b"dropped")), "begins with “dropped”")
'''

WITH_DROPPED = """
import sys
import perfview.traces.detectors, perfview.traces.readers
perfview.traces.detectors.__path__.append(sys.argv[1])
perfview.traces.readers.__path__.append(sys.argv[2])
from perfview.cli.main import main
sys.exit(main(sys.argv[3:]))
"""


@pytest.fixture
def dropped(tmp_path: Path) -> list[str]:
    """The command line with one more detector and one more reader in the folders of traces."""
    for name, text in (("detectors", DETECTOR), ("readers", READER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"dropped_{name}.py").write_text(text)
    (tmp_path / "file").write_text("dropped here")
    folders = [str(tmp_path / "detectors"), str(tmp_path / "readers")]
    return [sys.executable, "-c", WITH_DROPPED, *folders]


def out(command: list[str], code: int = 0) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == code, ran.stderr
    return ran.stdout if code == 0 else ran.stderr


def test_dropped_reader_is_found(dropped: list[str], tmp_path: Path) -> None:
    said = out([*dropped, "identify", str(tmp_path / "file")])
    assert said.startswith("traces/dropped-format\nDropped format: begins with")
    (tmp_path / "file").write_text("unknown")
    assert "Dropped format" in out([*dropped, "identify", str(tmp_path / "file")], code=3)


def test_dropped_detector_is_found_with_its_document_and_limits(
    dropped: list[str], tmp_path: Path
) -> None:
    assert "dropped-in.patience = 500" in out([*dropped, "detectors"])
    assert "Nothing else should need touching" in out([*dropped, "detectors", "dropped-in"])
    assert "## Dropped in" in out([*dropped, "detectors", "--markdown"])
    known = [*dropped, "analyze", "missing", "--threshold", "dropped-in.patience=2s"]
    assert "missing" in out(known, code=3)
    assert "dropped-in.patience" in out([*known[:-1], "dropped-in.patienc=2s"], code=2)


def test_help_imports_neither_engine_nor_numpy() -> None:
    code = """
    import sys
    from perfview.cli.main import main
    for arguments in (["--help"], ["analyze", "--help"]):
        main(arguments)
    heavy = ("numpy", "numba", "PySide6", "perfview.engine.job", "perfview.engine.pillars")
    print([name for name in heavy if name in sys.modules])
    """
    said = out([sys.executable, "-c", textwrap.dedent(code)])
    assert said.splitlines()[-1] == "[]"


def test_closed_pipe_is_quiet() -> None:
    detectors = subprocess.Popen(
        [sys.executable, "-m", "perfview.cli.main", "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert detectors.stdout is not None
    assert detectors.stderr is not None
    detectors.stdout.close()
    said = detectors.stderr.read()
    detectors.stderr.close()
    assert detectors.wait(timeout=60) == 0
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a device that is full")
def test_a_full_disk_is_named_as_what_failed() -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "perfview", "detectors"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ran.returncode == 2
    assert b"Standard output could not be written" in ran.stderr
    assert b"Traceback" not in ran.stderr


SLOW = """
import sys, time
from tests.engine.fake_pillar import PILLAR
from tests.engine.fake_pillar.readers import lines
import perfview.engine.identify, perfview.engine.pillars
perfview.engine.identify.PILLARS = perfview.engine.pillars.PILLARS = (PILLAR,)

def slowly(self, source, progress):
    print("reading", flush=True)
    while True:
        progress.report("Reading")
        time.sleep(0.01)

lines.Lines.read = slowly
from perfview.cli.main import main
sys.exit(main(["analyze", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to send to one process")
def test_ctrl_c_cancels_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("numbers\n1\n")
    environment = os.environ | {"PERFVIEW_CACHE_DIR": str(tmp_path / "cache")}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "file")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert rest == ""
    assert said == "perfview: Interrupted.\n"
    assert not list(tmp_path.glob("cache/columns/*"))
