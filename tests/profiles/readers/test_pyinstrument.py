"""pyinstrument: its JSON rendering and its sessions."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.readers.pyinstrument import Pyinstrument
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import (
    SAMPLES,
    assert_survives,
    costs,
    names,
    opened,
    place,
)


def frame(name: str, time: Any, *children: dict[str, Any], **further: Any) -> dict[str, Any]:
    about = {"function": name, "file_path": "/a.py", "line_no": 3, "time": time}
    return about | {"children": list(children)} | further


def session(**further: Any) -> dict[str, Any]:
    return {"start_time": 1.5e9, "duration": 1.0, "sample_count": 3, "program": "x.py"} | further


def told(study: Study) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def test_a_tree_of_frames() -> None:
    leaf = frame("leaf", 0.25, class_name="K")
    built_in = frame("sleep", 0.125, file_path="<built-in>", line_no=0)
    root = frame("main", 1.0, frame("run", 0.5, leaf, frame("[self]", 0.25)), built_in)
    study = opened(Pyinstrument, session(root_frame=root))
    assert costs(study) == {
        "main": (0.375e9, 1e9),
        "run": (0.25e9, 0.5e9),
        "K.leaf": (0.25e9, 0.25e9),
        "sleep": (0.125e9, 0.125e9),
    }
    assert place(study, "K.leaf") == ("/a.py", 3)
    assert place(study, "sleep") == ("", 0)
    assert study.model.comments == ["x.py"]
    assert study.model.began_ns == 1_500_000_000_000_000_000


@pytest.mark.parametrize("sample", ["pyinstrument-3.json", "pyinstrument-5.json"])
def test_recorded_trees_equal_a_plain_walk(sample: str) -> None:
    content = json.loads((SAMPLES / sample).read_text())
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    waiting: list[tuple[dict[str, Any], tuple[str, ...]]] = [(content["root_frame"], ())]
    while waiting:
        at, above = waiting.pop()
        method = f"{at['class_name']}." if at.get("class_name") else ""
        name = above[-1] if at["function"] == "[self]" else method + at["function"]
        own[name] += at["time"] - sum(child["time"] for child in at["children"])
        if name not in above:
            total[name] += at["time"]
        waiting += [(child, (*above, name)) for child in at["children"]]
    study = opened(Pyinstrument, SAMPLES / sample)
    found = costs(study)
    for name, cost in found.items():
        # Names that several files share are summed, as in `costs`.
        assert cost[0] == pytest.approx(max(own[name], 0.0) * 1e9, abs=4e3), name
    assert found["burn"][1] == pytest.approx(total["burn"] * 1e9, abs=2e4)
    assert found["rec"][1] == pytest.approx(total["rec"] * 1e9, abs=2e4)
    root = content["root_frame"]
    assert study.tree.whole == pytest.approx(root["time"] * 1e9, abs=4e4)


def test_a_recorded_session_equals_a_plain_loop() -> None:
    path = SAMPLES / "pyinstrument-5.pyisession.gz"
    records = json.loads(gzip.decompress(path.read_bytes()))["frame_records"]
    study = opened(Pyinstrument, path)
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for texts, cost in records:
        frames = []
        for text in texts[1:]:
            identifier, *attributes = text.split("\1")
            of_class = next((a[1:] + "." for a in attributes if a[0] == "c"), "")
            frames.append((of_class + identifier.split("\0")[0], identifier.split("\0")[1:]))
        own[frames[-1][0]] += cost * 1e9
        for name in {(name, *where) for name, where in frames}:
            total[name[0]] += cost * 1e9
    found = costs(study)
    assert found.keys() == total.keys()
    for key, both in found.items():
        assert both == pytest.approx((own[key], total[key]))
    assert names(study) == ["MainThread"]
    assert study.model.threads.thread_id[0] > 0
    assert study.model.samples.time_ns[0] == 0
    assert study.model.interval_ns == 1_000_000
    assert study.model.frames.line.max() > 0, "the line that was running"


def record(cost: Any, *names: str, thread: str = "") -> list[Any]:
    start = [f"{thread}\0<thread>\0{len(thread)}"] if thread else []
    return [start + [f"{name}\0/a.py\0{7}" for name in names], cost]


def test_threads_of_a_session_have_times_of_their_own() -> None:
    records = [
        record(0.5, "main", "run", thread="Main"),
        record(0.25, "main", thread="Helper"),
        record(0.5, "main", thread="Main"),
    ]
    study = opened(Pyinstrument, session(frame_records=records))
    assert names(study) == ["Main", "Helper"]
    assert study.model.threads.thread_id.tolist() == [4, 6]
    assert study.model.samples.time_ns.tolist() == [0, 500_000_000, 0]
    assert study.model.threads.end_ns.tolist() == [1_000_000_000, 250_000_000]
    assert costs(study) == {"main": (0.75e9, 1.25e9), "run": (0.5e9, 0.5e9)}


def test_frames_pyinstrument_makes_up_have_no_file() -> None:
    waiting = [["main\0/a.py\x003", "[await]\0<await>\x000"], 0.5]
    study = opened(Pyinstrument, session(frame_records=[waiting]))
    assert place(study, "[await]") == ("", 0)
    assert place(study, "main") == ("/a.py", 3)


def test_what_makes_no_sense_is_told() -> None:
    records = [record("x", "main"), 7, [["main", 3], 0.5], record(1e300, "main"), record(1, "main")]
    study = opened(Pyinstrument, session(frame_records=records))
    assert told(study)["bad-records"] >= 3
    assert costs(study)["main"][0] == pytest.approx(1.5e9)
    odd = frame("main", 0.5, frame("a", 0.75), frame("b", None))
    study = opened(Pyinstrument, session(root_frame=odd))
    assert told(study) == {"no-time": 1, "children-longer": 1}


def test_a_tree_a_hundred_thousand_frames_deep() -> None:
    depth = 100_000
    start = '{"function": "f%d", "file_path": "/a.py", "line_no": 1, "time": 1.0, "children": ['
    text = "".join(start % (i % 3) for i in range(depth)) + "]}" * depth
    head = json.dumps(session())[:-1]
    study = opened(Pyinstrument, f'{head}, "root_frame": {text}}}'.encode())
    assert int(study.shape.depth.max()) == depth - 1
    assert costs(study)["f0"] == (1e9 if (depth - 1) % 3 == 0 else 0, 1e9)


@pytest.mark.parametrize(
    "content",
    [
        session(root_frame=frame("main", 1.0, frame("run", 0.5))),
        session(frame_records=[record(1, "main", "run"), record(2, "main")]),
    ],
)
def test_every_truncation_is_survived(content: dict[str, Any]) -> None:
    whole = json.dumps(content).encode()
    for length in range(1, len(whole)):
        assert_survives(Pyinstrument, whole[:length])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutations_are_survived(data: st.DataObject) -> None:
    both = session(root_frame=frame("main", 1.0, frame("run", 0.5)))
    if data.draw(st.booleans()):
        both = session(frame_records=[record(1, "main", "run"), record(2, "main")])
    content = bytearray(json.dumps(both).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.sampled_from(b'0129-[]{},":en')
        )
    assert_survives(Pyinstrument, bytes(content))


@pytest.mark.parametrize("inside", [{"root_frame": None}, {"frame_records": []}])
def test_a_session_without_frames_is_refused(inside: dict[str, Any]) -> None:
    with pytest.raises(UnreadableInput, match="not one frame"):
        opened(Pyinstrument, session(**inside))
