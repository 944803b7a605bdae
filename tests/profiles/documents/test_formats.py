"""Profiles written as other tools' files, and read back."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.engine.job import Job, Options
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.documents.formats import DOCUMENTS
from perfview.profiles.study import Study
from perfview.recording.strings import StringTable
from tests.profiles.building import profile

Costs = dict[str, tuple[float, float]]


def all_rows(study: Study) -> np.ndarray:
    return np.arange(len(study.model), dtype=np.int32)


def again(form: str, study: Study, folder: Path, rows: np.ndarray | None = None) -> Study:
    """Write a study and open what was written."""
    path = folder / "written"
    with open(path, "wb") as file:
        DOCUMENTS[form](study, all_rows(study) if rows is None else rows, file, lambda: None)
    opened = Job(path, Options(use_cache=False, analyse=False, kind="profiles")).run()
    assert not opened.report.oddities
    found: Study = opened.study
    return found


def costs(study: Study, metric: str = "") -> Costs:
    """Self and total by name, file and line."""
    looked = study.measured_by(metric) if metric else study
    functions, strings, table = study.model.functions, study.model.strings, looked.functions
    found: Costs = {}
    for f in range(len(functions)):
        key = f"{study.name_of(f)} {strings[int(functions.file[f])]}:{functions.line[f]}"
        if table.total[f]:
            found[key] = (float(table.own[f]), float(table.total[f]))
    return found


@pytest.fixture
def rich() -> Study:
    """Two threads, two metrics, labels, inlined calls, an idle stretch."""
    builder = ProfileBuilder([("samples", "count"), ("cpu", "ns")], default=1)
    main = builder.frame(builder.function("main", "app.go", 3, module="server"), 17, 0x10)
    sort = builder.frame(builder.function("sort", "sort.go", 40, module="server"), 44, 0x20)
    less = builder.frame(builder.function("less", "sort.go", 90, module="server"), 91, 0x20, True)
    swap = builder.frame(builder.function("swap", "sort.go", 99), 99, 0x24, True)
    stacks = [builder.stack_of(frames) for frames in (
        [main], [main, sort], [main, sort, less], [main, sort, less, swap], [main, sort, sort],
    )]  # fmt: skip
    sets = [-1, builder.labels({"route": "/orders"}), builder.labels({"size": "512 bytes"})]
    for t, name in enumerate(("main", "worker")):
        thread, now = builder.thread(name, 7 + t), 1000 * t
        for i in range(40):
            stack = stacks[(i * (t + 2)) % 5] if i % 9 else -1
            builder.sample(thread, stack, [1, 1e6 + i], now, sets[i % 3])
            now += 1_000_000 + i + (50_000 if i % 5 == 0 else 0)
        builder.ends(thread, now)
    return Study(builder.finish(interval_ns=1_000_000, made_by="Go", comments=["load test"]))


@pytest.mark.parametrize("form", DOCUMENTS)
def test_self_and_total_are_read_back_as_they_were(form: str, rich: Study, tmp_path: Path) -> None:
    back = again(form, rich, tmp_path)
    if form == "collapsed":  # which keeps a line of each frame, not of each function
        assert {k.partition(":")[0]: v for k, v in costs(back).items()} == {
            k.partition(":")[0]: v for k, v in costs(rich).items()
        }
    else:
        for metric in ("samples", "cpu"):
            assert costs(back, metric) == costs(rich, metric)
        assert back.model.metrics.name[back.model.metrics.default] == "cpu"


def test_speedscope_keeps_threads_and_times(rich: Study, tmp_path: Path) -> None:
    back = again("speedscope", rich, tmp_path)
    old, new = rich.model, back.model
    names = [new.strings[int(i)] for i in new.threads.name]
    assert names == ["main", "worker"]
    assert new.metrics.unit == ["ns", "count"]
    for t in range(2):
        spans = []
        for model, study in ((old, rich), (new, back)):
            part = slice(*model.samples.thread_first[t : t + 2].tolist())
            stack, time = model.samples.stack[part], model.samples.time_ns[part]
            path = np.append(study.shape.of_stack, -1)[stack]
            names = ["" if p < 0 else study.name_of(int(study.shape.function[p])) for p in path]
            begin = time[0]
            spans.append([(n, x - begin) for n, x in zip(names, time.tolist(), strict=True) if n])
        assert spans[0] == spans[1]
    assert np.diff(new.threads.end_ns) == np.diff(old.threads.end_ns)


def test_pprof_keeps_labels_lines_and_inlined_calls(rich: Study, tmp_path: Path) -> None:
    model = again("pprof", rich, tmp_path).model
    strings = model.strings

    def labelled(at: int) -> dict[str, str]:
        pairs = slice(*model.labels.first[at : at + 2].tolist())
        keys, values = model.labels.key[pairs], model.labels.value[pairs]
        return {strings[int(k)]: strings[int(v)] for k, v in zip(keys, values, strict=True)}

    sets = [labelled(at) for at in range(len(model.labels))]
    assert {"route": "/orders", "thread": "main"} in sets
    assert {"size": "512 bytes", "thread": "worker"} in sets
    frames = {
        (strings[int(model.functions.name[f])], int(line), bool(inlined), int(address))
        for f, line, inlined, address in zip(
            model.frames.function, model.frames.line, model.frames.inlined, model.frames.address,
            strict=True,
        )
    }  # fmt: skip
    assert {("main", 17, False), ("less", 91, True), ("swap", 99, True)} <= {f[:3] for f in frames}
    assert ("main", 17, False, 0x10) in frames
    assert model.interval_ns == 1_000_000
    assert model.comments[0] == "load test"


def test_pprof_without_a_count_gets_one(tmp_path: Path) -> None:
    study = profile("main;parse", "main;parse", "main;log")
    back = again("pprof", study, tmp_path)
    assert back.model.metrics.name == ["samples", "cpu"]
    assert costs(back, "samples")["parse :0"] == (2, 2)
    assert costs(back) == costs(study)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_only_the_wanted_samples_are_written(form: str, tmp_path: Path) -> None:
    study = profile("main;parse 3", "main;log 5", "main;parse 4")
    back = again(form, study, tmp_path, np.array([2, 0], np.int32))
    assert costs(back) == {"main :0": (0, 7e6), "parse :0": (7e6, 7e6)}


def test_collapsed_text_is_what_other_tools_write(tmp_path: Path) -> None:
    study = profile("main@app.py:1;a;b 2", "main@app.py:1", "", timed=False)
    again("collapsed", study, tmp_path)
    text = (tmp_path / "written").read_text()
    assert sorted(text.splitlines()) == ["main (app.py:1) 1000000", "main (app.py:1);a;b 2000000"]


def test_collapsed_fractions_and_names_that_would_break_a_line(tmp_path: Path) -> None:
    builder = ProfileBuilder([("cycles", "count")])
    frames = [builder.frame(builder.function(n)) for n in ("operator;", "two\nlines", " ")]
    builder.sample(builder.thread(), builder.stack_of(frames), [0.125])
    study = Study(builder.finish())
    back = again("collapsed", study, tmp_path)
    assert (tmp_path / "written").read_text() == "operator:;two lines;(no name) 0.125\n"
    assert back.tree.whole == 0.125


def test_collapsed_keeps_functions_of_one_name_apart(tmp_path: Path) -> None:
    study = profile("get@a.py:3;get@a.py:9 2", "get@a.py:3 1")
    own = sorted(v for v in costs(again("collapsed", study, tmp_path)).values())
    assert own == [(1e6, 3e6), (2e6, 2e6)]


names = st.sampled_from(["a", "b@x.js:1", "b@x.js:8", "c@y.js:3", "größe"])
rows = st.lists(
    st.tuples(st.lists(names, max_size=6), st.integers(1, 9)), min_size=1, max_size=15
).filter(lambda rows: any(stack for stack, _ in rows))


@pytest.mark.parametrize("form", ["speedscope", "pprof"])
@settings(max_examples=25, deadline=None)
@given(rows=rows, timed=st.booleans())
def test_any_profile_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    form: str,
    rows: list[tuple[list[str], int]],
    timed: bool,
) -> None:
    texts = [f"{';'.join(stack)} {count}" if stack else "" for stack, count in rows]
    study = profile(*texts, timed=timed)
    assert costs(again(form, study, tmp_path_factory.mktemp("again"))) == costs(study)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_deep_and_empty_profiles(form: str, tmp_path: Path) -> None:
    deep = profile("f" + ";f" * 20_000)
    assert again(form, deep, tmp_path).functions.total[0] == 1e6
    with open(tmp_path / "none", "wb") as file:
        DOCUMENTS[form](deep, np.zeros(0, np.int32), file, lambda: None)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_writing_stops_when_asked_to(form: str, tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError

    study = profile("main;a", "main;b")
    with open(tmp_path / "x", "wb") as file, pytest.raises(InterruptedError):
        DOCUMENTS[form](study, all_rows(study), file, stop)


def test_speedscope_names_its_schema_and_pprof_is_gzipped(rich: Study, tmp_path: Path) -> None:
    again("speedscope", rich, tmp_path)
    told = json.loads((tmp_path / "written").read_bytes())
    assert told["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    assert [each["type"] for each in told["profiles"]] == ["sampled"] * 4
    frames = len(told["shared"]["frames"])
    for each in told["profiles"]:
        assert len(each["samples"]) == len(each["weights"])
        assert all(0 <= f < frames for stack in each["samples"] for f in stack)
        assert each["endValue"] - each["startValue"] == pytest.approx(sum(each["weights"]))
    again("pprof", rich, tmp_path)
    assert gzip.decompress((tmp_path / "written").read_bytes())[:1] == b"\x0a"


def test_pprof_has_one_empty_text(tmp_path: Path) -> None:
    study = profile("main;parse 2")
    arena, offsets = study.model.strings.arena, study.model.strings.offsets
    strings = StringTable(arena, np.concatenate([[0], offsets]))  # an empty text, then the others
    functions = replace(study.model.functions, name=study.model.functions.name + np.int32(1))
    threads = replace(study.model.threads, name=study.model.threads.name + np.int32(1))
    model = replace(study.model, strings=strings, functions=functions, threads=threads)
    assert costs(again("pprof", Study(model), tmp_path)) == costs(study)


def test_numbers_beyond_whole_ones_are_written_as_far_as_a_format_goes(tmp_path: Path) -> None:
    builder = ProfileBuilder([("cycles", "count")])
    stack = builder.stack(-1, builder.frame(builder.function("main")))
    for weight in (1e300, 3.0):
        builder.sample(builder.thread("main"), stack, [weight])
    study = Study(builder.finish())
    with open(tmp_path / "x", "wb") as file:
        DOCUMENTS["speedscope"](study, all_rows(study), file, lambda: None)
    [told] = json.loads((tmp_path / "x").read_bytes())["profiles"]
    assert told["weights"] == [1e300, 3.0]
    assert again("pprof", study, tmp_path).tree.whole == float(1 << 62)
