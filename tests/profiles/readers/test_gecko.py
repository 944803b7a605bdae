"""Firefox's profiles: processed, as Gecko writes them, inside DevTools' recordings."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.lens import Lens
from perfview.profiles.readers.firefox.locations import Libraries, is_own_script, place_in
from perfview.profiles.readers.gecko import Gecko
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import (
    CORPUS,
    assert_equals_speedscope,
    assert_survives,
    costs,
    names,
    opened,
    place,
)

MS = 1_000_000
META = {
    "interval": 2,
    "startTime": 1000.0,
    "preprocessedProfileVersion": 50,
    "product": "Firefox",
    "categories": [{"name": "Other"}, {"name": "JavaScript"}],
    "sampleUnits": {"time": "ms", "threadCPUDelta": "µs"},
}
STRINGS = ["main", "run", "parse", "https://x/app.js", "libxul.so", ""]


def tables(**changes: Any) -> dict[str, Any]:
    """main > run > parse, and main > parse (inlined), with places and a library."""
    found = {
        "stringArray": STRINGS,
        "stackTable": {"length": 4, "prefix": [None, 0, 1, 0], "frame": [0, 1, 2, 3]},
        "frameTable": {
            "length": 4,
            "func": [0, 1, 2, 2],
            "line": [None, 12, 30, 31],
            "address": [4096, -1, -1, -1],
            "inlineDepth": [0, 0, 0, 1],
            "category": [None, 1, 1, 1],
        },
        "funcTable": {
            "length": 3,
            "name": [0, 1, 2],
            "resource": [0, -1, -1],
            "fileName": [None, 3, 3],
            "lineNumber": [None, 10, 29],
            "columnNumber": [None, 5, 2],
        },
        "resourceTable": {"length": 1, "name": [4], "lib": [0], "type": [1]},
    }
    return found | changes


def thread(samples: dict[str, Any], **further: Any) -> dict[str, Any]:
    about = {"name": "GeckoMain", "processName": "Web Content", "pid": "42", "tid": 43}
    return about | {"samples": samples} | further


def processed(*threads: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"meta": META, "libs": [], "threads": list(threads)} | further


SAMPLES = {"length": 4, "stack": [2, None, 3, 2], "time": [5, 7, 9, 11], "weightType": "samples"}


def check_names_and_costs(content: dict[str, Any]) -> None:
    study = opened(Gecko, content)
    assert costs(study) == {
        "main": (0, 6 * MS),
        "run": (0, 4 * MS),
        "parse": (6 * MS, 6 * MS),
    }
    assert place(study, "run") == ("https://x/app.js", 10)


def test_a_processed_thread_with_tables_of_its_own() -> None:
    check_names_and_costs(processed(thread(SAMPLES, **tables())))


def test_shared_tables_and_sources() -> None:
    code = tables()
    code["funcTable"] = code["funcTable"] | {"source": [None, 0, 0], "fileName": []}
    shared = code | {"sources": {"length": 1, "filename": [3]}}
    check_names_and_costs(processed(thread(SAMPLES), shared=shared))


def test_prefixes_as_offsets() -> None:
    stacks = {"length": 4, "prefixOffset": [0, 1, 1, 3], "frame": [0, 1, 2, 3]}
    check_names_and_costs(processed(thread(SAMPLES, **tables(stackTable=stacks))))


def test_everything_that_is_known_of_threads_and_code() -> None:
    study = opened(Gecko, processed(thread(SAMPLES, **tables())))
    model, strings = study.model, study.model.strings
    assert names(study) == ["GeckoMain"]
    assert strings[model.threads.process_name[0]] == "Web Content"
    assert (model.threads.process_id[0], model.threads.thread_id[0]) == (42, 43)
    assert model.samples.time_ns.tolist() == [0, 2 * MS, 4 * MS, 6 * MS]
    assert model.samples.stack[1] == -1
    assert model.threads.end_ns.tolist() == [8 * MS]
    assert (model.began_ns, model.interval_ns) == (1005 * MS, 2 * MS)
    by_name = {study.name_of(f): f for f in range(len(model.functions))}
    functions = model.functions
    assert strings[functions.module[by_name["main"]]] == "libxul.so"
    assert strings[functions.category[by_name["run"]]] == "JavaScript"
    assert functions.category[by_name["main"]] == -1
    assert model.frames.address.max() == 4096
    assert model.frames.line[model.frames.inlined].tolist() == [31]


def test_weights_and_processor_time() -> None:
    samples = SAMPLES | {"weight": [1, 1, 3, -1], "threadCPUDelta": [99, 10, None, 1500]}
    study = opened(Gecko, processed(thread(samples, **tables())))
    assert study.model.metrics.name == ["samples", "time", "cpu"]
    assert study.model.metrics.default == 1
    assert costs(study)["parse"] == (6 * MS, 6 * MS)
    assert costs(study, Lens(metric=0))["parse"] == (3, 3)
    assert study.model.weight(2).tolist() == [0, 10_000, 0, 1_500_000]


@pytest.mark.parametrize(
    ("kind", "metric", "factor"),
    [("bytes", ("size", "bytes"), 1), ("tracing-ms", ("time", "ns"), MS)],
)
def test_kinds_of_weights(kind: str, metric: tuple[str, str], factor: int) -> None:
    samples = {"length": 2, "stack": [1, 2], "time": [0, 1], "weight": [7, 0.5], "weightType": kind}
    study = opened(Gecko, processed(thread(samples, **tables())))
    assert (study.model.metrics.name, study.model.metrics.unit) == ([metric[0]], [metric[1]])
    assert costs(study) == {
        "main": (0, 7.5 * factor),
        "run": (7 * factor, 7.5 * factor),
        "parse": (0.5 * factor, 0.5 * factor),
    }


def test_time_deltas_and_processes_within() -> None:
    deltas = {"length": 3, "stack": [0, 0, 0], "timeDeltas": [5, 2, 2]}
    inner = processed(thread(deltas, name="Renderer", **tables()))
    inner["meta"] = META | {"startTime": 1100.0}
    study = opened(Gecko, processed(thread(deltas, **tables()), processes=[inner]))
    assert names(study) == ["GeckoMain", "Renderer"]
    times = study.model.samples.time_ns
    assert times.tolist() == [t * MS for t in (0, 2, 4, 100, 102, 104)]


def test_samples_out_of_order_are_sorted_and_told() -> None:
    samples = {"length": 3, "stack": [0, 1, 2], "time": [5, 9, 7]}
    study = opened(Gecko, processed(thread(samples, **tables())))
    assert study.model.samples.time_ns.tolist() == [0, 2 * MS, 4 * MS]
    assert [o.kind for o in study.report.oddities] == ["negative-delta"]


def test_stacks_in_circles_and_out_of_range_are_cut() -> None:
    stacks = {"length": 5, "prefix": [1, 0, 2, 99, 3], "frame": [0, 1, 2, 1, 77]}
    samples = {"length": 6, "stack": [0, 1, 2, 3, 4, 5], "time": [0, 1, 2, 3, 4, 5]}
    study = opened(Gecko, processed(thread(samples, **tables(stackTable=stacks))))
    told = {o.kind: o.count for o in study.report.oddities}
    assert told == {"bad-parent": 1, "circular-stacks": 2, "bad-frame": 1, "bad-stack": 1}
    assert study.tree.whole == 5 * 2 * MS, "all but the sample whose stack does not exist"


def test_functions_without_a_name_are_told_apart() -> None:
    functions = tables()["funcTable"] | {"name": [0, 5, 77]}
    study = opened(Gecko, processed(thread(SAMPLES, **tables(funcTable=functions))))
    assert costs(study).keys() == {"main", "(anonymous app.js:10)", "(anonymous app.js:29)"}


def raw(locations: list[str], stacks: list[list[Any]], samples: list[list[Any]]) -> dict[str, Any]:
    return {
        "name": "GeckoMain",
        "tid": 1,
        "pid": 2,
        "stringTable": locations,
        "frameTable": {
            "schema": {"location": 0, "relevantForJS": 1, "line": 2, "category": 3},
            "data": [[i, False, 40 + i] for i in range(len(locations))],
        },
        "stackTable": {"schema": {"prefix": 0, "frame": 1}, "data": stacks},
        "samples": {"schema": {"stack": 0, "time": 1, "eventDelay": 2}, "data": samples},
        "markers": {"schema": {"name": 0}, "data": [[0, {"a": [1]}]]},
    }


LOCATIONS = [
    "(root)",
    "0x7f0010",
    "run (https://x/app.js:3:9)",
    "map (self-hosted:10:2)",
    "Foo::bar() (in libxul.so) + 12",
    "js::RunScript",
    "https://x/app.js:77",
]


def recording() -> dict[str, Any]:
    stacks: list[list[Any]] = [[None, 0], [0, 1], [1, 2], [2, 3], [3, 4], [None, 5], [5, 6]]
    data: list[list[Any]] = [[2, 10.0], [4, 11], [6, 13.5, 0.1], [None, 14], [0, 20]]
    meta = {"version": 24, "interval": 1, "startTime": 0, "stackwalk": 1, "product": "Firefox"}
    libs = [{"start": 0x7F0000, "end": 0x7F1000, "name": "firefox"}]
    return {"meta": meta, "libs": libs, "threads": [raw(LOCATIONS, stacks, data)], "processes": []}


def test_locations_of_gecko_are_taken_apart() -> None:
    study = opened(Gecko, recording())
    assert costs(study) == {
        "(root)": (MS, 3 * MS),
        "0x7f0010": (0, 2 * MS),
        "run": (MS, 2 * MS),
        "map": (0, MS),
        "Foo::bar()": (MS, MS),
        "js::RunScript": (0, MS),
        "(anonymous app.js:77)": (MS, MS),
    }
    model = study.model
    modules = {study.name_of(f): model.strings[model.functions.module[f]] for f in range(7)}
    assert modules["0x7f0010"] == "firefox"
    assert modules["Foo::bar()"] == "libxul.so"
    assert place(study, "run") == ("https://x/app.js", 3)


def test_devtools_shows_scripts_only_and_samples_last_until_the_next() -> None:
    content = {"label": "", "duration": 10, "profile": recording(), "fileType": "x", "version": 3}
    study = opened(Gecko, content)
    assert costs(study) == {"run": (3.5 * MS, 3.5 * MS)}
    assert study.model.samples.stack[2] == -1, "label frames and bare places are not shown"
    assert len(study.model.functions) == 1


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("run (http://x/a.js?q=1:3:9)", ("run", "http://x/a.js?q=1", 3, 9, "")),
        ("a/b< (resource://x.jsm -> y.js:7)", ("a/b<", "resource://x.jsm -> y.js", 7, 0, "")),
        ("http://x/a.js:3", ("", "http://x/a.js", 3, 0, "")),
        ("f(int) (in libc.so) (file.c:3)", ("f(int)", "", 0, 0, "libc.so")),
        ("EnterJIT", ("EnterJIT", "", 0, 0, "")),
        ("0x10", ("0x10", "", 0, 0, "")),
    ],
)
def test_one_location(location: str, expected: tuple[str, str, int, int, str]) -> None:
    assert place_in(location, Libraries([{"start": 32, "end": 64, "name": "a"}])) == expected


def test_the_browsers_own_scripts_are_not_shown_by_devtools() -> None:
    assert is_own_script("run (http://x/a.js:1:2)")
    for hidden in ("f (resource://a.js:1)", "map (self-hosted:3)", "(root)", "js::RunScript"):
        assert not is_own_script(hidden)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=20),
    st.lists(st.integers(-1, 25), max_size=30),
)
def test_any_stack_table_equals_a_plain_loop(
    rows: list[tuple[int, int]], stacks: list[int]
) -> None:
    prefix = [min(p, i) - 1 if p and i else None for i, (p, _) in enumerate(rows)]
    prefix = [None if p is None or p < 0 else p for p in prefix]
    table = {"length": len(rows), "prefix": prefix, "frame": [f for _, f in rows]}
    samples = {"length": len(stacks), "stack": [s if s >= 0 else None for s in stacks]}
    study = opened(Gecko, processed(thread(samples, **tables(stackTable=table))))
    own: Counter[str] = Counter()
    total: Counter[str] = Counter()
    function = tables()["frameTable"]["func"]
    for stack in stacks:
        at = stack if 0 <= stack < len(rows) else None
        seen = set()
        if at is not None:
            own[STRINGS[function[rows[at][1]]]] += 2 * MS
        while at is not None:
            seen.add(STRINGS[function[rows[at][1]]])
            at = prefix[at]
        total.update(dict.fromkeys(seen, 2 * MS))
    assert costs(study) == {name: (own[name], total[name]) for name in total}


@pytest.mark.parametrize("interval", [0, -3, 1e300, "x", None])
def test_intervals_nobody_set_count_as_a_millisecond(interval: Any) -> None:
    samples = SAMPLES | {"weight": [1, 1e300, 1, 1]}
    content = processed(thread(samples, **tables())) | {"meta": META | {"interval": interval}}
    study = opened(Gecko, content)
    assert study.tree.whole == 3 * MS
    assert study.report.find("no-weight") is not None


def test_every_truncation_is_survived() -> None:
    content = processed(thread(SAMPLES, **tables()), thread(SAMPLES, **tables()))
    for whole in (json.dumps(content).encode(), json.dumps(recording()).encode()):
        for length in range(1, len(whole), 3):
            assert_survives(Gecko, whole[:length])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutations_are_survived(data: st.DataObject) -> None:
    content = processed(thread(SAMPLES, **tables()), processes=[recording()])
    whole = bytearray(json.dumps(content).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.sampled_from(b'0129-[]{},":en')
        )
    assert_survives(Gecko, bytes(whole))


def test_samples_without_a_time_do_not_take_it_from_the_others() -> None:
    samples = SAMPLES | {"time": [5, None, 9, 11]}
    study = opened(Gecko, processed(thread(samples, **tables())))
    assert study.model.samples.time_ns.tolist() == [0, 4 * MS, 6 * MS]
    assert [(o.kind, o.count) for o in study.report.oddities] == [("no-time", 1)]


def test_columns_of_unequal_length_are_cut_to_the_shortest() -> None:
    last = thread(SAMPLES, **tables())
    last["samples"] = last.pop("samples")
    whole = json.dumps(processed(last))
    study = opened(Gecko, whole[: whole.rindex(", 11")].encode())
    assert study.model.samples.time_ns.tolist() == [0, 2 * MS]
    assert not study.report.complete


def test_a_cut_off_file_keeps_the_threads_before() -> None:
    whole = json.dumps(processed(thread(SAMPLES, **tables()), thread(SAMPLES, **tables()))).encode()
    study = opened(Gecko, whole[:-500])
    assert costs(study)["main"][1] >= 6 * MS
    assert not study.report.complete


def test_other_processes_packed_as_texts_are_told() -> None:
    content = recording()
    content["threads"].append(json.dumps(recording()))
    study = opened(Gecko, content)
    assert [(o.kind, o.count) for o in study.report.oddities] == [("not-read", 1)]


def test_what_cleopatra_wrote_before_is_refused() -> None:
    ancient = {"meta": {"stackwalk": 1, "interval": 1}, "profileJSON": [{"frames": [1, 2]}]}
    with pytest.raises(UnreadableInput, match="no thread"):
        opened(Gecko, ancient)


def test_a_profile_without_threads_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no thread"):
        opened(Gecko, processed())


@pytest.mark.parametrize("path", ["59/firefox.json", "59/simple-firefox.json", "61/recursion.json"])
def test_speedscope_reads_devtools_recordings_alike(path: str) -> None:
    assert_equals_speedscope(Gecko, f"speedscope/sample/profiles/Firefox/{path}")


def test_samplys_fixture_equals_a_plain_loop() -> None:
    path = CORPUS / "samply/fixtures/other/ls-linux/ls-profile.json"
    if not path.exists():
        pytest.skip("the corpus is not here")
    study = opened(Gecko, path)
    own: Counter[str] = Counter()
    for t in json.loads(path.read_text())["threads"]:
        text, stacks = t["stringArray"], t["stackTable"]["frame"]
        for stack, weight in zip(t["samples"]["stack"], t["samples"]["weight"], strict=True):
            if stack is not None:
                name = t["funcTable"]["name"][t["frameTable"]["func"][stacks[stack]]]
                own[text[name]] += weight
    found = costs(study, Lens(metric=0))
    assert {n: c[0] for n, c in found.items() if c[0]} == {n: w for n, w in own.items() if w}
    assert np.isfinite(study.model.metrics.weight).all()
