"""speedscope's format: lists of stacks, openings and closings, units, and what is broken."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import Lens
from perfview.profiles.readers.speedscope import Speedscope
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import (
    SAMPLES,
    assert_equals_speedscope,
    assert_survives,
    costs,
    names,
    opened,
    place,
)

SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def document(*profiles: dict[str, Any], frames: Any = "abcd", **further: Any) -> dict[str, Any]:
    listed = [f if isinstance(f, dict) else {"name": f} for f in frames]
    return {"$schema": SCHEMA, "profiles": list(profiles), "shared": {"frames": listed}} | further


def sampled(
    samples: list[list[int]], weights: list[Any], unit: str = "none", **further: Any
) -> dict[str, Any]:
    about = {"type": "sampled", "name": "one", "unit": unit, "startValue": 0, "endValue": 1}
    return about | {"samples": samples, "weights": weights} | further


def evented(text: str, unit: str = "none", end: float = 100, **further: Any) -> dict[str, Any]:
    """``O0@1 C0@3``: frame 0 opened at 1 and closed at 3."""
    events = [
        {"type": e[0], "frame": int(e[1 : e.index("@")]), "at": float(e[e.index("@") + 1 :])}
        for e in text.split()
    ]
    about = {"type": "evented", "name": "one", "unit": unit, "startValue": 0, "endValue": end}
    return about | {"events": events} | further


def kinds(study: Any) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def test_samples_weigh_what_stands_beside_them() -> None:
    study = opened(Speedscope, document(sampled([[0, 1], [0, 1, 2], [0], [3]], [1, 2.5, 4, 0.25])))
    assert costs(study) == {"a": (4, 7.5), "b": (1, 3.5), "c": (2.5, 2.5), "d": (0.25, 0.25)}
    assert study.model.unit() == "count"
    assert not study.model.has_times


def test_recursion_counts_once() -> None:
    study = opened(Speedscope, document(sampled([[0, 1, 0, 1, 0]], [3])))
    assert costs(study) == {"a": (3, 3), "b": (0, 3)}


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("seconds", 1e9), ("milliseconds", 1e6), ("microseconds", 1e3), ("nanoseconds", 1)],
)
def test_times_are_nanoseconds_from_the_first_profile_on(unit: str, factor: float) -> None:
    later = sampled([[0], [1]], [2, 2], unit, startValue=15, name="two")
    study = opened(Speedscope, document(sampled([[0], []], [3, 1], unit, startValue=10), later))
    samples = study.model.samples
    assert (samples.time_ns / factor).tolist() == [0, 3, 5, 7]
    assert samples.stack.tolist()[1] == -1
    assert (study.model.threads.end_ns / factor).tolist() == [4, 9]
    assert costs(study)["a"] == (5 * factor, 5 * factor)
    assert names(study) == ["one", "two"]


def test_several_units_are_metrics_beside_each_other() -> None:
    profiles = sampled([[0]], [2], "seconds"), sampled([[0, 1]], [4096], "bytes")
    study = opened(Speedscope, document(*profiles, sampled([[1]], [7], "none")))
    metrics = study.model.metrics
    assert (metrics.name, metrics.unit) == (["time", "size", "weight"], ["ns", "bytes", "count"])
    assert costs(study, Lens(metric=0)) == {"a": (2e9, 2e9)}
    assert costs(study, Lens(metric=1)) == {"a": (0, 4096), "b": (4096, 4096)}
    assert costs(study, Lens(metric=2)) == {"b": (7, 7)}


def test_events_are_stretches_of_one_stack() -> None:
    study = opened(Speedscope, document(evented("O0@1 O1@2 C1@5 C0@6 O2@8 C2@9", "microseconds")))
    assert costs(study) == {"a": (2000, 5000), "b": (3000, 3000), "c": (1000, 1000)}
    stack = study.model.samples.stack
    assert stack[0] >= 0
    assert stack[3] == -1, "nothing was open between 6 and 8"
    assert study.model.samples.time_ns[:4].tolist() == [1000, 2000, 5000, 6000]


def test_the_first_version_of_the_format() -> None:
    events = "O0@0 O1@0 O2@0 C2@2 O3@2 C3@6 O2@6 C2@9 C1@14 C0@14"
    content = document(evented(events, end=14), version="0.0.1")
    del content["profiles"][0]["name"]
    assert costs(opened(Speedscope, content)) == {
        "a": (0, 14),
        "b": (5, 14),
        "c": (5, 5),
        "d": (4, 4),
    }


def test_what_is_never_closed_lasts_until_the_end() -> None:
    study = opened(Speedscope, document(evented("O0@0 O1@10", end=50)))
    assert costs(study) == {"a": (10, 50), "b": (40, 40)}
    assert kinds(study) == {"left-open": 2}


def test_closing_what_others_stand_on_closes_them() -> None:
    study = opened(Speedscope, document(evented("O0@0 O1@2 C0@5 C1@7 O2@8 C2@9", end=9)))
    assert costs(study) == {"a": (2, 5), "b": (3, 3), "c": (1, 1)}
    assert kinds(study) == {"unbalanced": 1, "unopened": 1}


def test_time_does_not_run_backwards() -> None:
    study = opened(Speedscope, document(evented("O0@5 O1@3 C1@8 C0@9", end=9)))
    assert costs(study) == {"a": (1, 4), "b": (3, 3)}
    assert kinds(study) == {"backwards": 1}


def test_a_hundred_thousand_frames_deep() -> None:
    depth = 100_000
    opens = " ".join(f"O{i % 4}@{i}" for i in range(depth))
    study = opened(Speedscope, document(evented(opens, end=depth)))
    assert costs(study)["a"] == (depth / 4, depth)
    assert int(study.shape.depth.max()) == depth - 1


def test_bad_weights_and_frames_are_told() -> None:
    text = json.dumps(document(sampled([[0, 9], [-1], [1], [2]], [1, 2, None, "x"])))
    study = opened(Speedscope, text.replace('"x"', "1e999").encode())
    assert costs(study) == {"a": (1, 1)}
    assert kinds(study) == {"bad-frame": 2, "no-weight": 2}


def test_a_file_without_its_list_of_frames_keeps_the_samples() -> None:
    whole = json.dumps(document(sampled([[0, 1], [0, 2]], [1, 2]))).encode()
    study = opened(Speedscope, whole[: whole.index(b'"shared"')])
    assert costs(study) == {"(frame 0)": (0, 3), "(frame 1)": (1, 1), "(frame 2)": (2, 2)}
    assert not study.report.complete
    assert {"truncated", "no-names"} <= kinds(study).keys()


def test_names_are_unescaped_and_equal_frames_are_one_function() -> None:
    frames = [{"name": "caf\u00e9\n", "file": "C:\\x"}, {"name": "b"}, {"name": "b", "line": None}]
    study = opened(Speedscope, document(sampled([[0], [1], [2]], [1, 2, 3]), frames=frames))
    assert costs(study) == {"caf\u00e9\n": (1, 1), "b": (5, 5)}
    assert place(study, "caf\u00e9\n") == ("C:\\x", 0)


def test_running_lines_of_pyspy_belong_to_one_function() -> None:
    frames = [{"name": "f", "file": "a.py", "line": n, "col": None} for n in (3, 7)]
    py_spy = document(sampled([[0], [0, 1]], [1, 2]), frames=frames, exporter="py-spy@0.4.1")
    study = opened(Speedscope, py_spy)
    assert costs(study) == {"f": (3, 3)}
    assert study.model.frames.line.tolist() == [3, 7]
    other = opened(Speedscope, py_spy | {"exporter": "speedscope@1.2"})
    assert len(other.model.functions) == 2, "elsewhere the line is where a function begins"


def test_places_behind_names_are_taken_out() -> None:
    frames = ["run (lib/app.py:12)", "run (lib/app.py:14)", "f (x)", "(anonymous app.js:3)"]
    study = opened(Speedscope, document(sampled([[0, 1, 2, 3]], [1]), frames=frames))
    assert costs(study).keys() == {"run", "f (x)", "(anonymous app.js:3)"}
    assert place(study, "run") == ("lib/app.py", 0)
    assert sorted(study.model.frames.line.tolist()) == [0, 0, 12, 14]


def test_a_recording_of_pyspy() -> None:
    content = json.loads((SAMPLES / "pyspy.speedscope.json").read_text())
    study = opened(Speedscope, SAMPLES / "pyspy.speedscope.json")
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    frames = content["shared"]["frames"]
    for profile in content["profiles"]:
        for stack, weight in zip(profile["samples"], profile["weights"], strict=True):
            own[frames[stack[-1]]["name"]] += weight * 1e9
            for key in {(frames[f]["name"], frames[f]["file"]) for f in stack}:
                total[key[0]] += weight * 1e9
    found = costs(study)
    assert found.keys() == total.keys()
    for name, cost in found.items():
        assert cost == pytest.approx((own.get(name, 0.0), total[name]))
    assert study.model.made_by == "py-spy"
    assert study.model.interval_ns == 5_000_000
    assert names(study)[1].startswith("Thread ")
    assert study.model.threads.thread_id[1] > 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.lists(st.integers(0, 5), max_size=6), st.integers(0, 50)), max_size=30)
)
def test_sampled_equals_a_plain_loop(rows: list[tuple[list[int], int]]) -> None:
    study = opened(
        Speedscope, document(sampled([r[0] for r in rows], [r[1] for r in rows]), frames="abcdef")
    )
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for stack, weight in rows:
        if stack:
            own["abcdef"[stack[-1]]] += weight
        for frame in set(stack):
            total["abcdef"[frame]] += weight
    assert costs(study) == {name: (own[name], total[name]) for name in total if total[name]}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 9)), max_size=40))
def test_evented_equals_a_plain_loop(steps: list[tuple[int, int]]) -> None:
    events, open_now, at = [], [], 0
    own: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for frame, lasting in steps:
        if frame >= 0:
            events.append(f"O{frame}@{at}")
            open_now.append(frame)
        elif open_now:
            events.append(f"C{open_now.pop()}@{at}")
        if open_now:
            own["abcd"[open_now[-1]]] += lasting
        for f in set(open_now):
            total["abcd"[f]] += lasting
        at += lasting
    study = opened(Speedscope, document(evented(" ".join(events), end=at)))
    assert costs(study) == {name: (own[name], total[name]) for name in total if total[name]}


def test_numbers_nobody_measured_do_not_overflow() -> None:
    profiles = (
        sampled([[0], [1]], [1e300, 1], "seconds", startValue=1e300),
        evented("O0@0 C0@1e300 O1@2 C1@3", "seconds", 1e305, startValue=-1e300),
    )
    study = opened(Speedscope, document(*profiles))
    assert np.isfinite(study.model.metrics.weight).all()
    assert {"no-weight", "bad-frame"} <= kinds(study).keys()


def test_every_truncation_is_survived() -> None:
    profiles = sampled([[0, 1], [2]], [1, 2], "seconds"), evented("O0@0 O1@2 C1@5 C0@7")
    whole = json.dumps(document(*profiles)).encode()
    for length in range(1, len(whole)):
        assert_survives(Speedscope, whole[:length])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutations_are_survived(data: st.DataObject) -> None:
    profiles = sampled([[0, 1], [2]], [1, 2], "bytes"), evented("O0@0 O1@2 C1@5 C0@7")
    whole = bytearray(json.dumps(document(*profiles)).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.sampled_from(b'0129-[]{},":nOCe')
        )
    assert_survives(Speedscope, bytes(whole))


def test_packed_files_that_break_off_keep_what_came() -> None:
    packed = gzip.compress((SAMPLES / "pyspy.speedscope.json").read_bytes())
    study = opened(Speedscope, packed[: len(packed) * 2 // 3])
    assert len(study.model) > 10
    told = study.report.find("truncated")
    assert told is not None
    assert "gzip" in told.detail


def test_a_file_without_profiles_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no profile"):
        opened(Speedscope, document())


def test_speedscope_itself_agrees() -> None:
    path = "speedscope/sample/profiles/speedscope/0.6.0/two-sampled.speedscope.json"
    assert_equals_speedscope(Speedscope, path)


def test_no_number_is_lost_in_a_long_list() -> None:
    weights = (np.arange(5000) % 7 + 0.125).tolist()
    study = opened(Speedscope, document(sampled([[i % 4] for i in range(5000)], weights)))
    assert study.model.weight().tolist() == weights


def test_a_list_of_frames_cut_off_names_what_it_has() -> None:
    whole = json.dumps(document(sampled([[0, 1], [0, 2]], [1, 2]))).encode()
    study = opened(Speedscope, whole[: whole.index(b'"c"')])
    assert costs(study) == {"a": (0, 3), "b": (1, 1), "(frame 2)": (2, 2)}
    assert "no-names" in kinds(study)
