"""A file dropped in that cannot be loaded is told, and takes nothing else away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import perfview.traces.detectors
import perfview.traces.readers
from perfview import engine
from perfview.engine.job import Options
from perfview.engine.pillars import PILLARS, all_broken, all_detectors
from perfview.findings.registry import broken, discover, forget
from perfview.recording.errors import UnreadableInput

QUIET = Options(use_cache=False)
NAMELESS = """
from perfview.findings.detector import Detector

class Nameless(Detector):
    title = "No name"
"""
FUSSY = """
from perfview.findings.detector import Detector

class Fussy(Detector):
    name = "fussy"
    title = "Fussy"

    def concerns(self, study):
        raise RuntimeError("not today")

    def detect(self, study, limits):
        raise RuntimeError("nor tomorrow")
"""


class Folder:
    """A folder that belongs to the detectors and to the readers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: list[str] = []

    def drop(self, name: str, code: str) -> None:
        (self.path / f"{name}.py").write_text(code)
        self.names.append(name)
        forget()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    own = tmp_path / "dropped"
    own.mkdir()
    for package in (perfview.traces.detectors, perfview.traces.readers):
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(own)])
    dropped = Folder(own)
    yield dropped
    forget()
    for name in dropped.names:
        for package in (perfview.traces.detectors, perfview.traces.readers):
            sys.modules.pop(f"{package.__name__}.{name}", None)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "trace.json"
    path.write_text('[{"ph":"X","name":"a","ts":1,"dur":2,"pid":1,"tid":1}]')
    return path


def test_nothing_that_is_shipped_is_broken() -> None:
    forget()
    assert all_broken() == []
    pytest.importorskip("PySide6")
    from perfview.ui.workspace.view import View

    for pillar in PILLARS:
        assert discover(f"perfview.ui.{pillar.kind}", View)
        assert broken(f"perfview.ui.{pillar.kind}", View) == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import surely_not_there", "ModuleNotFoundError: No module named 'surely_not_there'"),
        ("def (:", "SyntaxError: "),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("assert False", "AssertionError"),
        (NAMELESS, "its class Nameless says no “name”"),
    ],
)
def test_one_is_told_and_all_else_works(
    folder: Folder, trace: Path, code: str, reason: str
) -> None:
    before = {kind.name for kind in all_detectors()}
    folder.drop("bad_one", code)
    assert {kind.name for kind in all_detectors()} == before
    opened = engine.open(trace, QUIET)
    told = [each.detail for each in opened.report.oddities if each.kind == "not-loaded"]
    assert told[-1].startswith(f"The file detectors/bad_one.py could not be loaded: {reason}")
    assert len(opened.study.model) == 1
    assert opened.advice is not None


def test_the_command_line_lists_it(folder: Folder) -> None:
    from perfview.cli.group import perfview

    shown = CliRunner().invoke(perfview, ["detectors"], standalone_mode=False)
    assert "Broken" not in shown.output
    folder.drop("bad_one", "import surely_not_there")
    shown = CliRunner().invoke(perfview, ["detectors"], standalone_mode=False)
    words = " ".join(shown.output.split())
    assert "The file detectors/bad_one.py could not be loaded: ModuleNotFoundError" in words
    assert "n-plus-one" in words


def test_a_refused_file_may_have_needed_it(folder: Folder, tmp_path: Path) -> None:
    folder.drop("bad_one", "import surely_not_there")
    path = tmp_path / "what.ever"
    path.write_text("nothing known")
    with pytest.raises(UnreadableInput) as refusal:
        engine.open(path, QUIET)
    assert "readers/bad_one.py could not be loaded" in refusal.value.remedy


def test_a_detector_that_fails_when_asked_whether_it_concerns(folder: Folder, trace: Path) -> None:
    folder.drop("fussy_one", FUSSY)
    opened = engine.open(trace, QUIET)
    assert [o.detail for o in opened.report.oddities if o.kind == "detector-failed"] == [
        "The detector “fussy” stopped with RuntimeError: nor tomorrow"
    ]
