"""The page on adding a detector is true: its example, dropped in, is found everywhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import perfview.traces.detectors
from perfview.findings.detector import Detector, document
from perfview.findings.registry import discover, forget
from tests.traces.building import Recording
from tests.traces.detectors.looking import found

PAGE = Path(__file__).parents[3] / "docs" / "how-to-add-a-detector.md"
MODULE = "perfview.traces.detectors.long_chain"


@pytest.fixture
def dropped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Detector]]:
    """The page's example as a file in the detectors' folder, for one test."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "long_chain.py").write_text(code, "utf-8")
    package = perfview.traces.detectors
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget()
    yield next(k for k in discover(package.__name__, Detector) if k.name == "long-chain")
    forget()
    sys.modules.pop(MODULE, None)


def _chain(depth: int) -> Recording:
    recording = Recording()
    parent = 0
    for level in range(depth + 1):
        parent = recording.span(level, 1000 - level, "hop", parent=parent)
    return recording


def test_it_is_whole_and_works(dropped_in: type[Detector]) -> None:
    assert document(dropped_in).summary.startswith("Requests that pass through very many spans")
    assert found(dropped_in, _chain(29)) == []
    (finding,) = found(dropped_in, _chain(30))
    assert finding.evidence.total == 1
    assert len(found(dropped_in, _chain(10), depth=10)) == 1


def test_the_engine_and_the_command_line_find_it(dropped_in: type[Detector]) -> None:
    from perfview.cli.group import perfview
    from perfview.engine.pillars import all_detectors

    assert dropped_in in all_detectors()
    shown = CliRunner().invoke(perfview, ["detectors", "long-chain"], standalone_mode=False)
    assert "Long chain of calls" in shown.output
    assert "long-chain.depth" in shown.output
