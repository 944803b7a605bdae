"""Profiles read from bytes, and what they cost by name: shared by tests of readers."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from perfview.profiles.lens import EVERYTHING, Lens
from perfview.profiles.soundness import is_sound_model
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.source import Source

SAMPLES = Path(__file__).parent / "json_samples"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "profiles"

_FACTORS = {"seconds": 1e9, "milliseconds": 1e6, "microseconds": 1e3, "nanoseconds": 1.0}


def opened(reader: type[Reader], content: bytes | dict[str, Any] | Path) -> Study:
    """A study of what the reader makes of a content it must recognise."""
    if isinstance(content, Path):
        content = content.read_bytes()
    if isinstance(content, dict):
        content = json.dumps(content).encode()
    with Source.from_bytes(content) as source:
        assert reader().sniff(source).certainty > 0.5
        model, report = reader().read(source, Progress())
    assert is_sound_model(model)
    assert report.rows == len(model)
    return Study(model, report)


def costs(study: Study, lens: Lens = EVERYTHING) -> dict[str, tuple[float, float]]:
    """Self and total by name; functions of one name summed up, those that cost nothing left out."""
    table = study.function_table(lens)
    found: dict[str, tuple[float, float]] = {}
    for f in range(len(study.model.functions)):
        own, total = found.get(study.name_of(f), (0.0, 0.0))
        found[study.name_of(f)] = own + float(table.own[f]), total + float(table.total[f])
    return {name: cost for name, cost in found.items() if cost[1]}


def names(study: Study) -> list[str]:
    """The threads' names."""
    return [study.model.strings[i] for i in study.model.threads.name]


def place(study: Study, name: str) -> tuple[str, int]:
    """File and line of the function of this name."""
    functions = study.model.functions
    found = [f for f in range(len(functions)) if study.name_of(f) == name]
    assert len(found) == 1, (name, found)
    return study.model.strings[functions.file[found[0]]], int(functions.line[found[0]])


def assert_survives(reader: type[Reader], content: bytes) -> None:
    """The reader keeps a sound part of any content, or refuses it in one sentence."""
    if not content:
        return
    with Source.from_bytes(content) as source:
        reader().sniff(source)
        try:
            model, _ = reader().read(source, Progress())
        except UnreadableInput:
            return
    assert is_sound_model(model)
    assert Study(model).tree.whole == Study(model).tree.whole  # no NaN


def assert_equals_speedscope(reader: type[Reader], path: str) -> None:
    """Self by name and total by name and file are speedscope's, profile by profile."""
    if not (CORPUS / path).exists():
        pytest.skip("the corpus is not here")
    expected = json.loads((CORPUS / "expected.json").read_text())[path]["speedscope"]["profiles"]
    study = opened(reader, CORPUS / path)
    for thread, profile in enumerate(expected):
        lens = Lens(threads=(thread,)) if len(expected) > 1 else EVERYTHING
        factor = _FACTORS.get(profile["unit"], 1.0)
        wanted: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for frame in profile["frames"]:
            wanted[frame["name"]][0] += frame["self"] * factor
            wanted[frame["name"]][1] += frame["total"] * factor
        found = costs(study, lens)
        assert found.keys() == {name for name, cost in wanted.items() if cost[1]}
        for name, cost in found.items():
            assert cost == pytest.approx(tuple(wanted[name]), rel=1e-9), name
