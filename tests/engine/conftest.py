from __future__ import annotations

from pathlib import Path

import pytest

from perfview.engine import pillars
from tests.engine.fake_pillar import PILLAR


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's cache nor the user's settings."""
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty column cache."""
    folder = tmp_path / "columns"
    monkeypatch.setattr("perfview.engine.cache.cache_folder", lambda: folder)
    return folder


@pytest.fixture
def numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> Path:
    """A file of the fake pillar, which is the only one there is."""
    monkeypatch.setattr("perfview.engine.identify.PILLARS", (PILLAR,))
    monkeypatch.setattr(pillars, "PILLARS", (PILLAR,))
    path = tmp_path / "some.file"
    path.write_text("numbers\n" + "\n".join(map(str, [1, 250, -3, 40, 700])))
    return path
