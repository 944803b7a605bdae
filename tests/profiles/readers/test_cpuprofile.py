"""V8's CPU profiles: recorded by Node, made by hand, old, broken, and large enough for two."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.readers.cpuprofile import CpuProfile
from perfview.profiles.readers.v8.lookup import NodeIds
from perfview.profiles.study import Study
from perfview.recording import json_columns
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import (
    assert_equals_speedscope,
    assert_survives,
    costs,
    opened,
    place,
)
from tests.profiles.readers.v8_reading import V8_SAMPLES, node, plain_costs, profile

RECORDED = V8_SAMPLES / "node20.cpuprofile"
TICK = {"line": 5, "ticks": 2}
PIECES = [b"}", b"]", b"-1", b"9" * 20, b'"', b"{", b",", b"1e999", b"null"]
CHROME = "speedscope/sample/profiles"
NODES = (
    node(1, "(root)", (2, 3, 4, 7)),
    node(2, "(program)"),
    node(3, "(garbage collector)"),
    node(4, "main", (5,)),
    node(5, "work", (6,)),
    node(6, "main") | {"callFrame": node(4, "main")["callFrame"]},
    node(7, "(idle)"),
)


def kinds(study: Study) -> dict[str, int]:
    assert study.report is not None
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def paths(study: Study) -> list[str]:
    """The stack of each sample, by names."""
    stacks, model = study.model.stacks, study.model
    written = [""] * len(stacks)
    for at, above in enumerate(stacks.parent.tolist()):
        name = study.name_of(int(model.frames.function[stacks.frame[at]]))
        written[at] = f"{written[above]};{name}" if above >= 0 else name
    return [written[stack] if stack >= 0 else "" for stack in model.samples.stack.tolist()]


@pytest.mark.parametrize(
    "path",
    [
        "Chrome/65/simple.cpuprofile",
        "Chrome/65/sucrase.cpuprofile",
        "node/10.11.0/example.cpuprofile",
    ],
)
def test_costs_are_those_of_speedscope(path: str) -> None:
    assert_equals_speedscope(CpuProfile, f"{CHROME}/{path}")


def test_a_recording_of_node_costs_what_a_plain_loop_says() -> None:
    study = opened(CpuProfile, RECORDED)
    assert costs(study) == plain_costs(json.loads(RECORDED.read_bytes()))
    assert {"fibonacci", "parse", "run"} <= costs(study).keys()
    assert study.model.made_by == "V8"
    assert study.model.metrics.name == ["wall"]
    assert study.model.unit() == "ns"
    assert study.model.depth_limit == 255
    assert 500_000 < study.model.interval_ns < 3_000_000


def test_lines_and_columns_count_from_one_and_ticks_say_lines() -> None:
    study = opened(CpuProfile, RECORDED)
    file, line = place(study, "fibonacci")
    assert file.endswith("/work.js")
    assert line == 5
    recorded = json.loads(RECORDED.read_bytes())
    ticks = [t for n in recorded["nodes"] for t in n.get("positionTicks", ())]
    hidden = [
        n for n in recorded["nodes"] if n["callFrame"]["functionName"] in ("(root)", "(idle)")
    ]
    assert not any("positionTicks" in n for n in hidden)
    assert sorted(
        zip(study.model.ticks.line.tolist(), study.model.ticks.ticks.tolist(), strict=True)
    ) == (sorted((t["line"], t["ticks"]) for t in ticks))


def test_collections_stand_on_what_they_interrupted_until_something_else_runs() -> None:
    study = opened(CpuProfile, profile(*NODES, samples=[3, 5, 3, 3, 2, 3, 6, 7, 2, 3, 4, 5]))
    gc, program = "(garbage collector)", "(program)"
    assert paths(study) == [
        gc,
        "main;work",
        f"main;work;{gc}",
        f"main;work;{gc}",
        f"main;work;{gc};{program}",
        f"main;work;{gc}",
        "main;work;main",
        "",
        program,
        f"{program};{gc}",
        "main",
        "main;work",
    ]
    assert study.model.samples.time_ns.tolist() == [1_000_000 * k for k in range(1, 13)]
    assert study.model.weight().tolist() == [1_000_000.0] * 11 + [0.0]


def test_root_and_idle_are_no_functions() -> None:
    study = opened(CpuProfile, profile(*NODES, samples=[4, 7, 1]))
    functions = {study.name_of(f) for f in range(len(study.model.functions))}
    assert functions == {"main", "work", "(program)", "(garbage collector)"}
    assert study.model.samples.stack.tolist()[1:] == [-1, -1]


def test_functions_are_one_by_name_file_line_and_column() -> None:
    nodes = [node(1, "(root)", (2, 3, 4)), node(2, ""), node(3, ""), node(4, "")]
    nodes[2]["callFrame"] = nodes[1]["callFrame"]
    nodes[3]["callFrame"] = nodes[1]["callFrame"] | {"columnNumber": 9}
    study = opened(CpuProfile, profile(*nodes, samples=[2, 3, 4]))
    assert len(study.model.functions) == 2
    assert set(costs(study)) == {"(anonymous main.js:3)"}
    assert sorted(study.model.functions.column.tolist()) == [5, 10]


def test_nodes_of_one_function_under_one_caller_are_one_stack() -> None:
    twice = [node(1, "(root)", (2,)), node(2, "a", (3, 4)), node(3, "b", positionTicks=[TICK])]
    twice.append(node(4, "b", positionTicks=[TICK]) | {"callFrame": twice[2]["callFrame"]})
    study = opened(CpuProfile, profile(*twice, samples=[2, 3, 4, 3, 2]))
    assert len(study.model.stacks) == 2
    assert study.model.samples.stack.tolist() == [0, 1, 1, 1, 0]
    assert study.model.ticks.stack.tolist() == [1, 1]


def test_why_code_was_given_up_becomes_the_category() -> None:
    nodes = [node(1, "(root)", (2, 3)), node(2, "a", deoptReason="wrong map"), node(3, "b")]
    nodes[2]["deoptReason"] = "no reason"
    study = opened(CpuProfile, profile(*nodes, samples=[2, 3]))
    functions, strings = study.model.functions, study.model.strings
    found = {study.name_of(f): strings[functions.category[f]] for f in range(len(functions))}
    assert found == {"a": "deoptimised: wrong map", "b": ""}


def test_negative_times_are_sorted_and_reported() -> None:
    written = profile(*NODES, samples=[4, 5, 6, 4], deltas=[10, 100, -40, 100])
    study = opened(CpuProfile, written)
    assert kinds(study) == {"negative-times": 1}
    assert paths(study) == ["main", "main;work;main", "main;work", "main"]
    assert study.model.samples.time_ns.tolist() == [10_000, 70_000, 110_000, 170_000]
    assert costs(study) == plain_costs(written)


def test_samples_beyond_the_times_are_left_out() -> None:
    study = opened(CpuProfile, profile(*NODES, samples=[4, 5, 6, 5], deltas=[10, 10]))
    assert len(study.model) == 2
    assert kinds(study) == {"samples-without-time": 2}


def test_without_times_samples_are_spread_evenly() -> None:
    written = profile(*NODES, samples=[4, 5, 6, 5])
    del written["timeDeltas"]
    study = opened(CpuProfile, written)
    assert study.model.weight().tolist() == [1e6, 1e6, 1e6, 0]
    assert kinds(study) == {"times-made": 4}


def test_hits_are_shown_where_there_are_no_samples() -> None:
    hit = [n | {"hitCount": hits} for n, hits in zip(NODES, (0, 1, 0, 2, 3, 0, 4), strict=True)]
    written = profile(*hit, samples=[]) | {"endTime": 5_010_000}
    study = opened(CpuProfile, written)
    assert costs(study) == {"main": (2e6, 5e6), "work": (3e6, 3e6), "(program)": (1e6, 1e6)}
    assert not study.model.has_times
    assert "no-times" in kinds(study)
    del written["startTime"], written["endTime"]
    study = opened(CpuProfile, written)
    assert study.model.unit() == "count"
    assert costs(study)["work"] == (3, 3)


def test_samples_of_unknown_nodes_go_on_with_what_ran() -> None:
    written = profile(*NODES, samples=[99, 5, 98, 4, -3])
    study = opened(CpuProfile, written)
    assert kinds(study) == {"unknown-samples": 3}
    assert paths(study) == ["", "main;work", "main;work", "main", "main"]
    assert costs(study) == plain_costs(written)


def test_broken_trees_are_cut_and_reported() -> None:
    nodes = [node(1, "(root)", (2, 77)), node(2, "a", (3,)), node(3, "b", (2,)), node(3, "c", (5,))]
    study = opened(CpuProfile, profile(*nodes, node(5, "d", (5,)), samples=[2, 3, 5]))
    assert kinds(study) == {"unknown-nodes": 1, "duplicate-id": 1, "cyclic-stacks": 1}
    assert set(costs(study)) <= {"a", "b", "c", "d"}


def test_ids_may_be_huge_and_far_apart() -> None:
    ids = {k: k * 10**15 + 7 for k in range(1, 8)}
    nodes = [n | {"id": ids[n["id"]], "children": [ids[c] for c in n["children"]]} for n in NODES]
    written = profile(*NODES, samples=[4, 5, 3, 6])
    wide = profile(*nodes, samples=[ids[s] for s in written["samples"]])
    assert costs(opened(CpuProfile, wide)) == costs(opened(CpuProfile, written))


def test_a_wrapped_profile_and_one_that_names_parents_is_the_same() -> None:
    written = profile(*NODES, samples=[4, 5, 3, 6, 7])
    expected = costs(opened(CpuProfile, written))
    assert costs(opened(CpuProfile, {"profile": written})) == expected
    above = {child: n["id"] for n in NODES for child in n["children"]}
    flat = [
        {k: v for k, v in n.items() if k != "children"}
        | ({"parent": above[n["id"]]} if n["id"] in above else {})
        for n in NODES
    ]
    assert costs(opened(CpuProfile, profile(*flat, samples=[4, 5, 3, 6, 7]))) == expected


def test_the_order_of_keys_does_not_matter() -> None:
    written = profile(*NODES, samples=[4, 5, 3, 6, 7])
    backwards = dict(reversed(list(written.items())))
    backwards["nodes"] = [dict(reversed(list(n.items()))) for n in NODES]
    assert costs(opened(CpuProfile, backwards)) == costs(opened(CpuProfile, written))
    spaced = json.dumps(written, indent=1).encode()
    assert costs(opened(CpuProfile, spaced)) == costs(opened(CpuProfile, written))


def test_utf_16_and_packed_files_are_read() -> None:
    text = RECORDED.read_text()
    expected = costs(opened(CpuProfile, RECORDED))
    study = opened(CpuProfile, text.encode("utf-16"))
    assert costs(study) == expected
    assert kinds(study) == {"utf-16": 1}
    assert costs(opened(CpuProfile, gzip.compress(text.encode()))) == expected


def test_fractions_of_microseconds_are_kept() -> None:
    study = opened(CpuProfile, profile(*NODES, samples=[4, 5, 5], deltas=[0.5, 1.25, 2.125]))
    assert study.model.weight().tolist() == [1250, 2125, 0]


def test_old_trees_are_read_with_their_parents() -> None:
    def old(number: int, name: str, *children: Any) -> dict[str, Any]:
        place = {"functionName": name, "url": "a.js", "lineNumber": number, "scriptId": 1}
        return place | {"id": number, "hitCount": 1, "children": list(children)}

    deep = old(400, "leaf")
    for k in range(399, 3, -1):
        deep = old(k, f"f{k}", deep)
    head = old(1, "(root)", old(2, "a\\"), deep)
    times = {"samples": [2, 400, 3], "timestamps": [10_000_100, 10_000_300, 10_000_350]}
    written = {"head": head, "startTime": 10, "endTime": 11} | times
    study = opened(CpuProfile, written)
    assert kinds(study) == {"unknown-samples": 1}
    assert paths(study)[0] == "a\\"
    assert paths(study)[1].startswith("f4;f5;f6;")
    assert study.model.weight().tolist() == [200_000, 50_000, 0]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough that two threads share the nodes and lists are longer than a block."""
    path = tmp_path_factory.mktemp("large") / "large.cpuprofile"
    nodes = [node(1, "(root)", (2,))]
    nodes += [
        node(k, f"f{k % 500}", (k + 1,) if k % 200 else (), x="y" * 150) for k in range(2, 60_000)
    ]
    nodes += [node(60_000, "(garbage collector)")]
    for start in range(201, 60_000, 200):
        nodes[0]["children"].append(start)
    samples = [2 + k * 7919 % 59_999 for k in range(900_000)]
    path.write_text(json.dumps(profile(*nodes, samples=samples, deltas=[125] * len(samples))))
    return path


def test_two_threads_read_what_one_reads(large: Path) -> None:
    with Source(large) as source:
        assert source.size > 16 << 20
        both, report = CpuProfile().read(source, Progress())
    assert report.oddities == []
    packed = gzip.compress(large.read_bytes(), 1)
    alone = opened(CpuProfile, packed)
    assert costs(Study(both)) == costs(alone)
    assert np.array_equal(both.samples.stack, alone.model.samples.stack)
    assert np.array_equal(both.samples.time_ns, alone.model.samples.time_ns)
    assert np.array_equal(both.stacks.parent, alone.model.stacks.parent)


@pytest.mark.parametrize("key", ["samples", "timeDeltas"])
def test_a_long_list_that_breaks_off_keeps_what_is_there(large: Path, key: str) -> None:
    content = large.read_bytes()
    begins = content.index(f'"{key}": ['.encode())
    cut = content[: begins + 2_000_000]
    study = opened(CpuProfile, cut)
    assert not study.report.complete
    assert 100_000 < len(study.model) < 900_000
    assert kinds(study)["truncated"] == 1


def test_lists_longer_than_one_value_may_be_are_read(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = opened(CpuProfile, large)
    monkeypatch.setattr(json_columns, "MOST_UNIT", json_columns.BLOCK)
    study = opened(CpuProfile, large)
    assert study.report.complete
    assert kinds(study) == {}
    assert np.array_equal(study.model.samples.stack, whole.model.samples.stack)
    assert np.array_equal(study.model.samples.time_ns, whole.model.samples.time_ns)


def test_cut_anywhere_it_keeps_a_part_or_says_why_not() -> None:
    content = RECORDED.read_bytes()
    for length in range(1, len(content), 97):
        assert_survives(CpuProfile, content[:length])
    assert_survives(CpuProfile, gzip.compress(content)[:-200])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_anywhere_it_keeps_a_part_or_says_why_not(data: st.DataObject) -> None:
    content = bytearray(RECORDED.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.sampled_from(PIECES))
        content[at : at + data.draw(st.integers(0, 4))] = piece
    assert_survives(CpuProfile, bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        '{"traceEvents":[{"ph":"X","name":"nodes","args":{"nodes":[{"callFrame":{}}]}}]}',
        '{"head":{"callFrame":{"functionName":"(root)"},"selfSize":0,"children":[]}}',
        '{"snapshot":{"meta":{}},"nodes":[1,2],"samples":[]}',
        '[{"id":1}]',
        '{"nodes":[{"id":1,"name":"a"}],"links":[]}',
    ],
)
def test_other_files_are_not_taken_for_one(content: str) -> None:
    assert CpuProfile().sniff(Source.from_bytes(content.encode())).certainty == 0


def test_a_profile_without_nodes_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="No node"):
        CpuProfile().read(Source.from_bytes(b'{"nodes":[{"id":'), Progress())


@pytest.mark.parametrize("least", [1, -(2**63), 2**63 - 100, 2**60])
def test_ids_anywhere_in_64_bits(least: int) -> None:
    known = np.array([least, least + 99], np.int64)
    wanted = np.array([least + 99, -(2**63), 2**63 - 1, least + 50, 0, least], np.int64)
    none = np.zeros(len(wanted), np.int32)
    row = NodeIds(none[:2], known, 1).rows(none, wanted)
    assert row.tolist() == [known.tolist().index(w) if w in known else -1 for w in wanted.tolist()]


def test_numbers_beyond_64_bits_are_bad_ids_and_no_trouble() -> None:
    nodes = [{"id": at, "callFrame": {"functionName": "f"}} for at in (2**63, 2**70, 1)]
    deltas = [2**62, 2**63, -(2**63), 5]
    document = {"nodes": nodes, "samples": [2**63, 2**70, -1, 1], "timeDeltas": deltas}
    assert len(opened(CpuProfile, json.dumps(document).encode()).model.functions) == 1
