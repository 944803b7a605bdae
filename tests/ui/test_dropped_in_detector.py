"""A detector that is one new file has its card and its document in the window, all by itself."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

import perfview.traces.detectors
from perfview.findings.registry import forget
from perfview.recording.bundled import bundled
from perfview.ui.advice.panel import RecommendationsPanel
from perfview.ui.shell.window import Window
from perfview.ui.workspace.document import State
from perfview.ui.workspace.worker import wait_for_all

PAGE = Path(__file__).parents[2] / "docs" / "how-to-add-a-detector.md"
MODULE = "perfview.traces.detectors.long_chain"
SAMPLE = next(iter(sorted(bundled("samples").glob("*.otlp*"))))


@pytest.fixture
def dropped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The documentation's example, which two calls below the root are enough for."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shallow = code.replace('Threshold("depth", 30,', 'Threshold("depth", 2,')
    assert shallow != code
    (tmp_path / "long_chain.py").write_text(shallow, "utf-8")
    package = perfview.traces.detectors
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget()
    yield
    forget()
    sys.modules.pop(MODULE, None)


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    made = Window()
    qtbot.addWidget(made)
    yield made
    for document in list(made.documents):
        made.documents.close(document)
    assert wait_for_all()


@pytest.mark.usefixtures("dropped_in")
def test_its_card_and_its_document_are_in_the_panel(qtbot, window: Window) -> None:
    document = window.open_path(SAMPLE, use_cache=False)
    with qtbot.waitSignal(document.advised, timeout=60_000):
        pass
    assert document.state is State.READY
    panel = window.panels.advice.currentWidget()
    assert isinstance(panel, RecommendationsPanel)
    (card,) = [c for c in panel.cards if c.recommendation.title == "A long chain of calls"]
    panel.open_card(card.recommendation.id)
    (about,) = [b for b in card.findChildren(QAbstractButton) if b.text() == "About this check"]
    about.click()
    said = [label.text() for label in card.findChildren(QLabel)]
    assert "Long chain of calls" in said
    assert any("at least depth calls below the root" in text.replace("`", "") for text in said)
