"""V8's allocation profiles: recorded by Node, made by hand, deep, and broken."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.heapprofile import HeapProfile
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import CORPUS, assert_survives, costs, opened, place
from tests.profiles.readers.v8_reading import V8_SAMPLES, shown

RECORDED = V8_SAMPLES / "node20.heapprofile"
CHROME = CORPUS / "speedscope/sample/profiles/Chrome/69/Heap-20181005T144546.heapprofile"


def plain(head: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Self and total bytes by name, `(root)` left out."""
    found: dict[tuple[Any, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    waiting: list[tuple[dict[str, Any], tuple[Any, ...]]] = [(head, ())]
    while waiting:
        node, above = waiting.pop()
        frame = node["callFrame"]
        function = shown(frame), frame["url"], frame["lineNumber"], frame["columnNumber"]
        way = (*above, function) if function[0] != "(root)" else above
        for each in set(way):
            found[each][1] += node["selfSize"]
        if way:
            found[way[-1]][0] += node["selfSize"]
        waiting += [(child, way) for child in node["children"]]
    named: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (name, *_), cost in found.items():
        named[name][0] += cost[0]
        named[name][1] += cost[1]
    return {name: (own, total) for name, (own, total) in named.items() if total}


def _walk(head: dict[str, Any]) -> list[dict[str, Any]]:
    found = [head]
    for each in found:
        found.extend(each["children"])
    return found


def node(name: str, size: int, *children: Any, number: int = 0, **frame: Any) -> dict[str, Any]:
    place = {"functionName": name, "url": "a.js", "lineNumber": 3, "columnNumber": 0} | frame
    return {"callFrame": place, "selfSize": size, "id": number, "children": list(children)}


def test_a_recording_of_node_costs_what_a_plain_walk_says() -> None:
    recorded = json.loads(RECORDED.read_bytes())
    study = opened(HeapProfile, RECORDED)
    assert costs(study) == plain(recorded["head"])
    assert study.model.metrics.name == ["inuse_space", "samples"]
    assert study.model.metrics.unit == ["bytes", "count"]
    assert not study.model.has_times
    counted = costs(study, Lens(metric=1))
    known = {each["id"] for each in _walk(recorded["head"])}
    samples = [each for each in recorded["samples"] if each["nodeId"] in known]
    assert sum(own for own, _ in counted.values()) == len(samples)
    oddity = study.report.find("unknown-samples")
    assert oddity
    assert oddity.count == len(recorded["samples"]) - len(samples)
    assert place(study, "processChunkSync") == ("node:zlib", 393)


def test_the_recording_of_chrome_costs_what_speedscope_says() -> None:
    if not CHROME.exists():
        pytest.skip("the corpus is not here")
    expected = json.loads((CORPUS / "expected.json").read_text())
    frames = expected[str(CHROME.relative_to(CORPUS))]["speedscope"]["profiles"][0]["frames"]
    wanted: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for frame in frames:
        # speedscope shows the lines of this format from 0, those of CPU profiles from 1.
        told = {"functionName": frame["name"], "url": frame["file"], "lineNumber": frame["line"]}
        nameless = frame["name"].startswith("(anonymous")
        name = shown(told | ({"functionName": ""} if nameless else {}))
        wanted[name][0] += frame["self"]
        wanted[name][1] += frame["total"]
    assert wanted.pop("(root)")[1] == 10_030_888
    study = opened(HeapProfile, CHROME)
    assert study.model.metrics.name == ["inuse_space"]
    assert costs(study) == {name: tuple(cost) for name, cost in wanted.items() if cost[1]}


def test_samples_count_by_their_node() -> None:
    head = node("(root)", 0, node("a", 100, node("b\\", 7, number=3), number=2), number=1)
    samples = [{"size": 50, "nodeId": 2, "ordinal": k} for k in range(2)]
    samples += [{"size": 7, "nodeId": 3, "ordinal": 9}, {"size": 1, "nodeId": 77, "ordinal": 10}]
    study = opened(HeapProfile, {"head": head, "samples": samples})
    assert costs(study) == {"a": (100, 107), "b\\": (7, 7)}
    assert costs(study, Lens(metric=1)) == {"a": (2, 3), "b\\": (1, 1)}


def test_a_hundred_thousand_deep_is_read() -> None:
    frame = '{"callFrame":{"functionName":"f","url":"a.js","lineNumber":1,"columnNumber":2}'
    deep = f'{frame},"selfSize":2,"id":1,"children":[' * 100_000 + "]}" * 100_000
    study = opened(HeapProfile, f'{{"head":{deep}}}'.encode())
    assert costs(study) == {"f": (200_000, 200_000)}


def test_members_may_stand_in_any_order_and_others_beside() -> None:
    child = {"children": [], "x": {"functionName": "no"}, "id": 2, "selfSize": 5.0}
    child["callFrame"] = {"url": "b.js", "more": [1], "lineNumber": 0, "functionName": ""}
    head = {"selfSize": 1, "children": [child], "callFrame": {"functionName": "top"}}
    assert costs(opened(HeapProfile, {"head": head})) == {
        "top": (1, 6),
        "(anonymous b.js:1)": (5, 5),
    }


def test_the_answer_of_the_protocol_is_read_as_it_is() -> None:
    plainly = json.loads(RECORDED.read_text())
    wrapped = json.dumps({"profile": plainly}).encode()
    assert HeapProfile().sniff(Source.from_bytes(wrapped)).certainty > 0.9
    study, expected = opened(HeapProfile, wrapped), opened(HeapProfile, RECORDED)
    assert costs(study) == costs(expected)
    assert len(study.model.metrics.name) == len(expected.model.metrics.name) == 2


def test_utf_16_is_read() -> None:
    study = opened(HeapProfile, RECORDED.read_text().encode("utf-16"))
    assert costs(study) == costs(opened(HeapProfile, RECORDED))
    assert study.report.find("utf-16")


def test_cut_anywhere_it_keeps_a_part_or_says_why_not() -> None:
    content = RECORDED.read_bytes()
    for length in range(1, len(content), 83):
        assert_survives(HeapProfile, content[:length])


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="No node"):
        HeapProfile().read(Source.from_bytes(b'{"head":'), Progress())


@pytest.mark.parametrize(
    "content",
    [
        '{"head":{"functionName":"(root)","hitCount":0,"children":[]},"samples":[]}',
        '{"nodes":[{"id":1,"callFrame":{},"selfSize":1,"head":2}]}',
        '{"snapshot":{"meta":{"node_fields":["type"]}}}',
    ],
)
def test_other_files_are_not_taken_for_one(content: str) -> None:
    assert HeapProfile().sniff(Source.from_bytes(content.encode())).certainty == 0
