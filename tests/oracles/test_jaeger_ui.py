"""Critical paths against the sections that Jaeger's own window expects in its tests."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from perfview.traces.study import Study
from tests.oracles import jaeger

EXPECTED = (
    Path(__file__).parents[3] / "shared/corpus/traces/jaegertracing_jaeger-ui_cp/expected.json"
)


# A child that lasts beyond its parent on both sides: Jaeger trims it, CRISP, whose paths ours are,
# leaves it out.
DIFFERENT = {"test8"}


def cases() -> dict[str, Any]:
    """What the corpus has, by name."""
    if not EXPECTED.exists():
        return {}
    found: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))["cases"]
    return {name: case for name, case in found.items() if name not in DIFFERENT}


@pytest.mark.skipif(not cases(), reason="needs the corpus")
@pytest.mark.parametrize("name", cases())
def test_time_on_the_path_is_that_of_the_sections(name: str) -> None:
    case = cases()[name]
    model, ids = jaeger.load({"data": [case["trace"]]})
    expected: Counter[str] = Counter()
    for section in case["critical_path_sections"]:
        expected[section["spanID"]] += section["sectionEnd"] - section["sectionStart"]
    exclusive = Study(model).critical_ns
    found = {ids[row]: int(exclusive[row]) // 1000 for row in ids if exclusive[row]}
    assert found == {span: length for span, length in expected.items() if length}
