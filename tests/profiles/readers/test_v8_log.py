"""V8's tick logs: recorded by Node, made by hand, raw, and broken."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import Any

import numpy as np
import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.v8.code_names import named
from perfview.profiles.readers.v8_log import V8Log
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import assert_survives, costs, opened, place
from tests.profiles.readers.v8_reading import V8_SAMPLES

RECORDED = V8_SAMPLES / "node20.v8log.json.gz"
SUMMARY = V8_SAMPLES / "node20.v8log.txt"
TICKS = 1
CODE = [
    {"name": "run /app/main.js:3:9", "type": "JS", "kind": "Unopt", "func": 0},
    {"name": "run /app/main.js:3:9", "type": "JS", "kind": "Opt", "func": 0},
    {"name": " file:///app/b.mjs:7:1", "type": "JS", "kind": "Opt", "func": 1},
    {"name": "/usr/lib/libc.so.6", "type": "SHARED_LIB"},
    {"name": "ArrayMap", "type": "CODE", "kind": "Builtin"},
    {},
]


def log(*ticks: dict[str, Any]) -> dict[str, Any]:
    return {"code": CODE, "functions": [], "ticks": list(ticks)}


def tick(at: int, *codes: int, state: int = 0) -> dict[str, Any]:
    """A tick in these codes, innermost first."""
    return {"tm": at, "vm": state, "s": [part for code in codes for part in (code, 40)]}


def test_ticks_of_each_function_are_those_of_nodes_own_summary() -> None:
    """Node leaves ticks in unknown addresses aside, here they are their caller's (as in
    speedscope); with those taken off both count alike."""
    study = opened(V8Log, RECORDED)
    recorded = json.loads(gzip.decompress(RECORDED.read_bytes()))
    aside: Counter[str] = Counter()
    for each in recorded["ticks"]:
        known = [code for code in each["s"][::2] if code != -1]
        if each["s"][0] == -1 and known:
            code = recorded["code"][known[0]]
            aside[named(code["name"], code["type"], code.get("kind", "")).name] += 1
    found = costs(study, Lens(metric=TICKS))
    rows = re.findall(r"^ +(\d+) +[\d.]+% +[\d.]*%? +(JS: [*^~+])?(\S+)", SUMMARY.read_text(), re.M)
    summed: Counter[str] = Counter()
    for count, is_script, name in rows[: [r[2] for r in rows].index("JavaScript")]:
        if is_script and not name.startswith("<anonymous"):
            summed[name] += int(count)
    assert len(summed) >= 2
    for name, count in summed.items():
        assert found[name][0] == count + aside[name], name
    total = re.search(r"\((\d+) ticks", SUMMARY.read_text())
    assert total
    assert len(study.model) == int(total[1])


def test_time_between_ticks_is_the_later_ones() -> None:
    study = opened(V8Log, log(tick(500, 1, 0), tick(100, 0), tick(700, 2, 0)))
    assert costs(study) == {
        "run": (500_000, 700_000),
        "(anonymous b.mjs:7)": (200_000, 200_000),
    }
    assert study.model.samples.time_ns.tolist() == [0, 100_000, 500_000]
    assert study.model.threads.end_ns.tolist() == [700_000]
    assert place(study, "run") == ("/app/main.js", 3)
    assert place(study, "(anonymous b.mjs:7)") == ("file:///app/b.mjs", 7)


def test_unknown_addresses_are_left_out_and_unknown_codes_named() -> None:
    ticks = [tick(1, -1, 0), tick(2, 5), tick(3, 6), tick(4, 255, 0), tick(5, -1), tick(6)]
    study = opened(V8Log, log(*ticks))
    assert costs(study) == {
        "run": (1_000, 2_000),
        "(unknown type)": (2_000, 2_000),
        "0xff": (1_000, 1_000),
    }
    assert study.model.samples.stack.tolist()[-2:] == [-1, -1]


def test_what_the_engine_did_is_a_label() -> None:
    study = opened(V8Log, log(tick(1, 0), tick(2, 0, state=1), tick(3, 0, state=8)))
    model = study.model
    assert [model.strings[i] for i in model.labels.value] == ["JS", "GC", "8"]
    assert {model.strings[i] for i in model.labels.key} == {"state"}
    assert model.samples.label_set.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (("node::Start(int, char**)", "CPP", ""), "(c++) Start"),
        (("t node::Start(int)", "CPP", ""), "(c++) node::Start"),
        (("malloc", "CPP", ""), "malloc"),
        (("/lib/libc.so", "SHARED_LIB", ""), "(LIB) /lib/libc.so"),
        (("LoadIC_x", "CODE", "LoadIC"), "(IC) LoadIC_x"),
        (("Add", "CODE", "BytecodeHandler"), "(bytecode) ~Add"),
        (("a+b", "CODE", "RegExp"), "(regexp) a+b"),
        (("x", "CODE", "Stub"), "(stub) x"),
        (("x", "OTHER", ""), "(OTHER) x"),
        (("eval", "JS", "Opt"), "eval"),
        (("Módulo.é a b.js:1:2", "JS", "Opt"), "Módulo.é a"),
    ],
)
def test_code_is_named_as_in_speedscope(code: tuple[str, str, str], name: str) -> None:
    assert named(*code).name == (name if name != "(c++) Start" else "node::Start(int, char**)")


def test_a_raw_log_is_refused_with_the_command_that_helps() -> None:
    with Source(V8_SAMPLES / "isolate-v8.log") as source:
        assert V8Log().sniff(source).certainty > 0.5
        with pytest.raises(UnreadableInput, match="raw") as refused:
            V8Log().read(source, Progress())
    assert "node --prof-process --preprocess" in refused.value.remedy


def test_cut_anywhere_it_keeps_a_part_or_says_why_not() -> None:
    content = gzip.decompress(RECORDED.read_bytes())
    ticks = content.index(b'"ticks"')
    for length in [*range(1, ticks, 9001), *range(ticks, len(content), 301)]:
        assert_survives(V8Log, content[:length])
    half = opened(V8Log, content[: (ticks + len(content)) // 2])
    assert not half.report.complete
    assert 0 < len(half.model) < len(opened(V8Log, content).model)


def test_large_and_negative_numbers_are_no_trouble() -> None:
    odd = [tick(1, 1 << 62), tick(-5, 0), tick(1 << 50, -7, 0), {"s": [0]}, {"tm": 9}]
    study = opened(V8Log, log(*odd))
    assert np.isfinite(study.model.metrics.weight).all()
    assert (study.model.metrics.weight >= 0).all()


def test_code_that_no_tick_was_in_is_no_function() -> None:
    study = opened(V8Log, json.dumps(log(tick(1000, 3, 0), tick(2000, 0))).encode())
    names = {study.name_of(f) for f in range(len(study.model.functions))}
    assert names == {"run", "(LIB) /usr/lib/libc.so.6"}
