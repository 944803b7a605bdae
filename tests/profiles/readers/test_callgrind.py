"""Callgrind's profiles: one recorded by Valgrind 3.19, and its format by examples."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from perfview.profiles.lens import Lens
from perfview.profiles.readers.callgrind import Callgrind
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import CORPUS, assert_equals_speedscope, costs, opened
from tests.profiles.readers.text_reading import (
    SAMPLES,
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

RECORDED = SAMPLES / "callgrind.out.gz"

SHORT = """version: 1
creator: callgrind-3.19.0
cmd: ./hot 3
positions: line
events: Ir

ob=(1) /bin/hot
fl=(1) main.c
fn=(1) main
16 20
cfn=(2) parse
calls=2 50
+1 400
fi=(2) inlined.h
3 7
fe=(1)
20 3
cob=(2) /lib/libc.so
cfi=(3) malloc.c
cfn=(3) malloc
calls=10 7
* 70

fn=(2)
51 400

ob=(2)
fl=(3)
fn=(3)
7 70
totals: 500
"""


def _edges(study: Study) -> dict[tuple[str, str], tuple[int, float]]:
    counts = study.model.counts
    rows = zip(counts.caller, counts.callee, counts.edge_calls, counts.edge_inclusive, strict=True)
    return {(study.name_of(a), study.name_of(b)): (int(n), float(c)) for a, b, n, c in rows}


def test_names_are_short_after_the_first_time_and_lines_relative() -> None:
    study = opened(Callgrind, SHORT.encode())
    assert costs(study) == {"main": (30, 500), "parse": (400, 400), "malloc": (70, 70)}
    assert _edges(study) == {("main", "parse"): (2, 400), ("main", "malloc"): (10, 70)}
    functions, strings = study.model.functions, study.model.strings
    assert [strings[i] for i in functions.file] == ["main.c", "main.c", "malloc.c"]
    assert [strings[i] for i in functions.module] == ["/bin/hot", "/bin/hot", "/lib/libc.so"]
    assert study.model.counts.calls.tolist() == [0, 2, 10]
    assert study.model.made_by == "Callgrind"
    assert "cmd: ./hot 3" in study.model.comments


def test_stacks_are_estimated_and_sum_to_the_whole() -> None:
    study = opened(Callgrind, SHORT.encode())
    assert study.model.is_estimated
    assert dict(ways(study)) == {"main": 30, "main;parse": 400, "main;malloc": 70}


def test_what_valgrind_recorded_is_what_callgrind_annotate_prints() -> None:
    study = opened(Callgrind, RECORDED)
    assert not told(study)
    found = costs(study)
    assert sum(own for own, _ in found.values()) == 18_464_263 == study.model.weight().sum()
    assert found["leaf"] == (16_340_650, 16_340_650)
    assert found["random_r"] == (167_228, 167_228)
    assert found["msort_with_tmp.part.0"] == (99_131, 1_631_876)
    assert found["random"] == (120_000, 287_228)
    assert found["main"][1] == 18_341_574
    assert found["fib"][1] == 16_102_311
    assert study.functions.total.max() == 18_464_263
    strings = study.model.strings
    assert "???" not in {strings[i] for i in study.model.functions.file}


def test_estimated_stacks_keep_every_function_s_cost_to_the_unit() -> None:
    study = opened(Callgrind, RECORDED)
    top = study.function[study.model.samples.stack]
    own = np.bincount(top, weights=study.model.weight(), minlength=len(study.model.functions))
    assert (own == study.model.counts.own).all()


def test_lines_of_functions_have_their_costs() -> None:
    study = opened(Callgrind, SHORT.encode())
    ticks = study.model.ticks
    rows = zip(study.function[ticks.stack], ticks.line, ticks.ticks, strict=True)
    found = {(study.name_of(int(f)), int(line)): int(cost) for f, line, cost in rows}
    assert found == {
        ("main", 16): 20,
        ("main", 20): 3,
        ("main", 0): 7,
        ("parse", 51): 400,
        ("malloc", 7): 70,
    }


def test_recorded_lines_are_what_callgrind_annotate_prints() -> None:
    study = opened(Callgrind, RECORDED)
    ticks = study.model.ticks
    leaf = next(f for f in range(len(study.model.functions)) if study.name_of(f) == "leaf")
    first = ticks.stack[study.function[ticks.stack] == leaf][0]
    mine = ticks.stack == first
    assert ticks.ticks[mine].sum() == 16_340_650
    assert set(ticks.line[mine].tolist()) <= {0, 3, 4}


def test_several_events_are_several_metrics_in_their_units() -> None:
    text = (
        "creator: xdebug 3.1\nevents: Time_(10ns) Memory_(bytes) Calls\n\nfl=(1) a.php\n"
        "fn=(1) main\n1 20 1500 3\ncfn=(2) f\ncalls=1 0 0\n1 5 -200\n\nfn=(2)\n9 5 -200\n"
    )
    study = opened(Callgrind, text.encode())
    assert study.model.metrics.name == ["Time", "Memory", "Calls"]
    assert study.model.metrics.unit == ["ns", "bytes", "count"]
    assert costs(study)["main"] == (200, 250)
    assert costs(study, Lens(metric=1))["main"] == (1500, 1300)
    assert costs(study, Lens(metric=2))["main"] == (3, 3)
    assert study.model.made_by == "Xdebug"


def test_an_event_called_after_its_unit() -> None:
    text = "event: ns : Nanoseconds\nevents: ns\nfl=a.py\nfn=main\n1 20\n"
    study = opened(Callgrind, text.encode())
    assert (study.model.metrics.name, study.model.metrics.unit) == (["time"], ["ns"])


def test_costs_without_calls_as_cachegrind_writes_them() -> None:
    head = "desc: I1 cache: 32768 B\ncmd: ./x\nevents: Ir\n"
    text = head + "fl=a.c\nfn=f\n1 20\n2 5\nfn=g\n9 1\nsummary: 26\n"
    study = opened(Callgrind, text.encode())
    assert costs(study) == {"f": (25, 25), "g": (1, 1)}


def test_jumps_say_nothing_of_calls() -> None:
    jumps = "jcnd=48/60 +23 +22\n* *\njfi=(9) other.c\njump=3 70\n+2\n"
    text = SHORT.replace("51 400\n", f"51 400\n{jumps}")
    study = opened(Callgrind, text.encode())
    assert not told(study)
    assert costs(study) == costs(opened(Callgrind, SHORT.encode()))


def test_instructions_and_lines_as_positions_in_hexadecimal() -> None:
    text = SHORT.replace("positions: line", "positions: instr line")
    lines = [
        f"0x{i:x} {line}" if line[:1].isdigit() or line[:1] in "+*" else line
        for i, line in enumerate(text.splitlines())
    ]
    study = opened(Callgrind, "\n".join(lines).encode())
    assert costs(study)["parse"] == (400, 400)


def test_several_parts_add_up() -> None:
    study = opened(Callgrind, (SHORT + SHORT.replace("version: 1\n", "part: 2\n")).encode())
    assert costs(study)["main"] == (60, 1000)
    assert not told(study)


def test_a_callee_without_its_library_is_found() -> None:
    study = opened(
        Callgrind,
        SHORT.replace("cob=(2) /lib/libc.so\n", "")
        .replace("ob=(2)\n", "ob=(2) /lib/libc.so\n")
        .encode(),
    )
    assert costs(study)["malloc"] == (70, 70)


def test_what_callers_pay_for_and_no_line_tells_is_told() -> None:
    study = opened(
        Callgrind, SHORT.replace("51 400", "51 150").replace("totals: 500\n", "").encode()
    )
    assert costs(study)["parse"] == (400, 400)
    assert told(study) == {"costs-missing": 1}


def test_a_file_that_breaks_off_says_so_by_its_totals() -> None:
    text = "summary: 500\ntotals: 500\n" + SHORT.replace("totals: 500\n", "")
    study = opened(Callgrind, text[: text.index("ob=(2)\nfl")].encode())
    assert "costs-missing" in told(study)


def test_recursion_is_no_cost_twice() -> None:
    text = (
        "events: Ir\nfl=a.c\nfn=main\n1 10\ncfn=even\ncalls=1 1\n2 90\n\n"
        "fn=even\n1 40\ncfn=odd\ncalls=9 1\n2 400\ncfn=even\ncalls=3 1\n3 300\n\n"
        "fn=odd\n1 50\ncfn=even\ncalls=9 1\n2 350\n"
    )
    study = opened(Callgrind, text.encode())
    assert costs(study) == {"main": (10, 100), "even": (40, 90), "odd": (50, 90)}
    assert study.model.weight().sum() == 100


def test_lines_of_no_meaning_are_told() -> None:
    study = opened(Callgrind, SHORT.replace("51 400", "51 400\nwhat is this\nzz=9\n5 x").encode())
    assert told(study)["broken-line"] == 3
    assert costs(study)["parse"] == (400, 400)


def test_files_without_costs_and_other_texts() -> None:
    with pytest.raises(UnreadableInput, match="Not one function"):
        read(Callgrind, b"events: Ir\nfn=main\n")
    for text in (b"fn=1\nx=2\n", b"events: 3 of them\n", b"fl=a\n1 2\n", b"[core]\nfn=x\n"):
        assert certainty(Callgrind, text) < 0.5, text


def test_damaged_files() -> None:
    assert_survives_damage(Callgrind, SHORT.encode())
    assert_survives_damage(Callgrind, gzip.decompress(RECORDED.read_bytes())[:6000], 40)


@pytest.mark.parametrize(
    "name", ["cfn-reset", "multiple-event-types", "name-compression", "subposition-compression"]
)
def test_corpus(name: str) -> None:
    path = f"speedscope/sample/profiles/callgrind/callgrind.{name}.log"
    if name != "multiple-event-types":
        assert_equals_speedscope(Callgrind, path)
        return
    if not (CORPUS / path).exists():
        pytest.skip("the corpus is not here")
    study = opened(Callgrind, CORPUS / path)
    assert costs(study)["func1"] == (1000, 4000)
    assert costs(study, Lens(metric=1))["main"] == (15000, 38000)
