"""V8's heap timelines: allocation stacks, and what of them is alive, as plain JSON says."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from perfview.engine.identify import identify
from perfview.profiles.readers.heap_timeline import HeapTimeline
from perfview.profiles.readers.v8.allocation_tree import METRICS
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import assert_survives, opened

RECORDED = Path(__file__).parents[2] / "heaps" / "samples" / "chromium-156.heaptimeline.gz"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "heaps" / "other"
TIMELINES = [RECORDED, *sorted(CORPUS.glob("*.heaptimeline.gz"))]


def plain(told: dict[str, Any]) -> list[dict[str, float]]:
    """Of each metric the sums by name of the function on top, from the JSON itself."""
    meta, strings, infos = told["snapshot"]["meta"], told["strings"], told["trace_function_infos"]
    wide = len(meta["trace_function_info_fields"])
    names = [strings[infos[at + 1]] for at in range(0, len(infos), wide)]
    fields, nodes = meta["node_fields"], told["nodes"]
    trace, size = fields.index("trace_node_id"), fields.index("self_size")
    alive: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for at in range(0, len(nodes), len(fields)):
        found = alive[nodes[at + trace]]
        found[0], found[1] = found[0] + 1, found[1] + nodes[at + size]
    sums: list[dict[str, float]] = [defaultdict(float) for _ in METRICS]
    waiting = [told["trace_tree"]]
    while waiting:
        tree = waiting.pop()
        for at in range(0, len(tree), 5):
            number, function, count, made, children = tree[at : at + 5]
            for metric, value in enumerate([count, made, *alive[number]]):
                sums[metric][names[function]] += value
            waiting.append(children)
    return sums


def own(study: Study, metric: int) -> dict[str, float]:
    model = study.model
    weight = model.metrics.weight.reshape(len(METRICS), -1)[metric]
    sums: dict[str, float] = defaultdict(float)
    for stack, value in zip(model.samples.stack.tolist(), weight.tolist(), strict=True):
        sums[study.name_of(int(model.frames.function[model.stacks.frame[stack]]))] += value
    return sums


@pytest.mark.parametrize("path", TIMELINES, ids=lambda path: path.name)
def test_every_function_allocates_what_the_file_says(path: Path) -> None:
    study = opened(HeapTimeline, path)
    assert study.model.metrics.name == list(METRICS)
    for metric, said in enumerate(plain(json.loads(gzip.decompress(path.read_bytes())))):
        found = own(study, metric)
        assert sum(found.values()) == sum(said.values())
        for name, value in said.items():
            if name not in ("", "(root)"):
                assert found.get(name, 0.0) == value
    assert study.report.complete
    assert not study.report.oddities


def test_what_was_allocated_outside_javascript_is_counted() -> None:
    study = opened(HeapTimeline, RECORDED)
    said = plain(json.loads(gzip.decompress(RECORDED.read_bytes())))
    assert own(study, 1).get("(no JavaScript)", 0.0) == said[1]["(root)"]


def test_the_same_file_is_a_heap_first() -> None:
    with Source(RECORDED) as source:
        found = identify(source)
        assert (found.identity.kind, found.identity.also) == ("heaps", ("profiles",))
        assert identify(source, "profiles").identity.format == "heaptimeline"


def test_a_snapshot_without_stacks_is_none() -> None:
    with Source(RECORDED.with_name("node-20.heapsnapshot.gz")) as source:
        assert HeapTimeline().sniff(source).certainty == 0


@pytest.mark.parametrize("share", [0.2, 0.9, 0.97, 0.999])
def test_a_timeline_that_breaks_off_is_read_as_far_as_it_goes_or_refused(share: float) -> None:
    content = gzip.decompress(RECORDED.read_bytes())
    cut = content[: int(len(content) * share)]
    with Source.from_bytes(cut) as source, suppress(UnreadableInput):
        _, report = HeapTimeline().read(source, Progress())
        assert not report.complete
    assert_survives(HeapTimeline, cut)


def test_without_a_tree_it_is_refused() -> None:
    told = json.loads(gzip.decompress(RECORDED.read_bytes()))
    del told["trace_tree"]
    with (
        Source.from_bytes(json.dumps(told).encode()) as source,
        pytest.raises(UnreadableInput, match="allocation stacks"),
    ):
        HeapTimeline().read(source, Progress())


def test_functions_that_are_missing_have_no_name() -> None:
    told = json.loads(gzip.decompress(RECORDED.read_bytes()))
    told["trace_function_infos"] = told["trace_function_infos"][:6]
    study = opened(HeapTimeline, told)
    assert [note.kind for note in study.report.oddities] == ["unknown-functions"]
