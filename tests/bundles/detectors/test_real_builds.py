"""Builds by the real tools: what frameworks' templates build (vite 8 with React 19 and Svelte 5,
rollup-plugin-visualizer 7), a small library (esbuild 0.28), and the packages of a real install."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from perfview.bundles.study import Study
from perfview.engine.job import Job, Options
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Severity
from perfview.findings.registry import discover
from tests.bundles.detectors.finding import found

SAMPLES = Path(__file__).parent / "samples"
CALM = ("react.visualizer", "svelte.visualizer", "library.metafile")


def opened(path: Path) -> Study:
    study: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return study


@pytest.mark.parametrize("name", CALM)
def test_nothing_is_wrong_with_a_clean_build(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.json"
    path.write_bytes(gzip.decompress((SAMPLES / f"{name}.json.gz").read_bytes()))
    study = opened(path)
    assert len(study.model.modules) > 1
    for kind in discover("perfview.bundles.detectors", Detector):
        detector = kind()
        if detector.concerns(study):
            findings = list(detector.detect(study, Limits(detector)))
            grave = [each.title for each in findings if each.severity is not Severity.INFO]
            assert not grave, kind.name


@pytest.fixture
def nested(tmp_path: Path) -> Study:
    """esbuild's metafile of packages installed each below who asks for it, and npm's lock file."""
    for name, there in (("metafile.json", "meta.json"), ("package-lock.json", "package-lock.json")):
        packed = (SAMPLES / f"nested.{name}.gz").read_bytes()
        (tmp_path / there).write_bytes(gzip.decompress(packed))
    lock = json.loads((tmp_path / "package-lock.json").read_text())
    (tmp_path / "package.json").write_text(json.dumps(lock["packages"][""]))
    return opened(tmp_path / "meta.json")


def test_copies_of_a_real_install_with_their_ranges(nested: Study) -> None:
    by_title = {each.title: each for each in found("duplicate-package", nested)}
    colour = by_title["d3-color ships 3 times"]
    assert "All ranges allow 2.0.0" in colour.why
    assert "(asks for 1 - 2)" in colour.why
    assert colour.saving is not None
    assert colour.saving.value > 10_000
    immer = by_title["immer ships twice"]
    assert "What keeps 10.2.0 from being the only one" in immer.why
    assert "package.json to ^10.2.0" in immer.how
    assert "npm uninstall ajv6" in by_title["ajv ships twice"].how
