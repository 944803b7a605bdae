"""A panel over hand-written advice, with settings of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfview.advice.recommendation import Advice
from perfview.engine.settings import Settings
from perfview.ui.advice.panel import RecommendationsPanel
from perfview.ui.theme import theme
from perfview.ui.workspace.document import State
from tests.ui.advice import examples


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def make_panel(qtbot, settings: Settings) -> Callable[..., RecommendationsPanel]:
    theme.set_theme("dark")

    def make(advice: Advice | None = None, state: State = State.READY) -> RecommendationsPanel:
        document = examples.document(advice, state)
        panel = RecommendationsPanel(document, settings)
        # The document dies with its panel, not before it.
        document.setParent(panel)
        qtbot.addWidget(panel)
        panel.resize(384, 900)
        panel.show()
        return panel

    return make


@pytest.fixture
def panel(make_panel: Callable[..., RecommendationsPanel]) -> RecommendationsPanel:
    return make_panel(examples.advice())
