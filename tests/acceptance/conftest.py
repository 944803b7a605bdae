from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from perfview.cli.main import main
from tests.acceptance.scene import Scene


@dataclass(frozen=True)
class Analysis:
    """What `perfview analyze --json` says of a recording."""

    said: dict[str, Any]

    @property
    def verdict(self) -> str:
        """The sentence, its narrow spaces made plain."""
        return str(self.said["verdict"]).replace("\u202f", " ")

    @property
    def grave(self) -> list[dict[str, Any]]:
        """The findings above info."""
        return [f for f in self.said["findings"] if f["severity"] != "info"]

    def finding(self, detector: str) -> dict[str, Any]:
        """The only finding of this detector."""
        (finding,) = [f for f in self.said["findings"] if f["detector"] == detector]
        return dict(finding)

    def evidence(self, detector: str) -> set[str]:
        """The spans that prove it."""
        found = self.finding(detector)["evidence"]
        return {each["id"] for each in found if each["type"] == "span"}

    def measure(self, detector: str, name: str) -> float:
        """One of its numbers."""
        return next(m["value"] for m in self.finding(detector)["measures"] if m["name"] == name)


Analyse = Callable[[Scene | bytes], Analysis]


@pytest.fixture
def analyse(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Analyse:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))

    def go(recorded: Scene | bytes) -> Analysis:
        path = tmp_path / "recording"
        path.write_bytes(recorded if isinstance(recorded, bytes) else recorded.json())
        capfd.readouterr()
        assert main(["analyze", "--json", "--no-cache", str(path)]) == 0
        return Analysis(json.loads(capfd.readouterr().out))

    return go
