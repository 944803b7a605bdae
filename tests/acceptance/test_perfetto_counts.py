"""Chrome traces against Perfetto's trace processor: slices, depth, sums, threads and the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.readers.chrome_json import ChromeJson
from tests.traces.chrome_traces import counted

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces"
EXPECTED = CORPUS / "expected_perfetto.jsonl"


def _known() -> list[dict[str, object]]:
    if not EXPECTED.exists():
        return []
    return [json.loads(line) for line in EXPECTED.read_text().splitlines()]


CHROME = [known for known in _known() if ".json" in str(known["file"])]


@pytest.mark.skipif(not CHROME, reason="the corpus is not here")
@pytest.mark.parametrize("known", CHROME, ids=lambda known: str(known["file"]))
def test_counts_are_perfettos(known: dict[str, object]) -> None:
    source = Source(CORPUS / str(known["file"]))
    reader = ChromeJson()
    assert reader.sniff(source).certainty >= 0.5
    found = counted(*reader.read(source, Progress()))
    assert found == {name: known[name] for name in found}
