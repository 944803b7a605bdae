"""cProfile's dumps: marshal data read as data, and pstats' own numbers."""

from __future__ import annotations

import cProfile
import json
import marshal
import profile
import pstats
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.profiles.readers.cprofile import CProfile
from perfview.profiles.readers.python.counted import shown_name
from perfview.profiles.readers.python.marshalled import MarshalReader, NotMarshal
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import assert_survives, costs, opened


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ping(n: int) -> int:
    return pong(n - 1) if n else sum(range(500))


def pong(n: int) -> int:
    return ping(n - 1) if n else len([json.loads("[1, 2]") for _ in range(40)])


def work() -> None:
    fib(12)
    ping(8)
    ping(9)
    re.compile("x+y*z")
    sorted(range(500), key=lambda x: -x)


def recorded(path: Path, recorder: Any = cProfile) -> Any:
    """Record `work` to a file; pstats' own reading of it."""
    profiler = recorder.Profile()
    profiler.runcall(work)
    profiler.dump_stats(path)
    return pstats.Stats(str(path))


def by_place(study: Study) -> dict[tuple[str, str, int], int]:
    model = study.model
    functions = model.functions
    return {
        (study.name_of(f), model.strings[functions.file[f]], int(functions.line[f])): f
        for f in range(len(functions))
    }


@pytest.mark.parametrize("recorder", [cProfile, profile])
def test_every_number_is_pstats_own(tmp_path: Path, recorder: Any) -> None:
    stats = recorded(tmp_path / "work.prof", recorder)
    study = opened(CProfile, tmp_path / "work.prof")
    place, table, counts = by_place(study), study.functions, study.model.counts
    assert len(place) == len(stats.stats)
    edges = {
        (int(a), int(b)): (int(n), cost)
        for a, b, n, cost in zip(
            counts.caller, counts.callee, counts.edge_calls, counts.edge_inclusive, strict=True
        )
    }
    for key, (_, calls, own, total, callers) in stats.stats.items():
        f = place[shown_name(key)[:3]]
        assert table.own[f] == pytest.approx(own * 1e9, abs=1e-3)
        assert table.total[f] == pytest.approx(total * 1e9, abs=1e-3)
        if recorder is cProfile:
            assert table.own[f] == round(table.own[f]), "cProfile counts whole nanoseconds"
        assert table.count[f] == calls
        for caller, edge in callers.items():
            times, cost = edges[place[shown_name(caller)[:3]], f]
            if recorder is cProfile:
                # Unlike a function's own row, an edge has all its calls first.
                assert (times, cost) == (edge[0], pytest.approx(edge[3] * 1e9))
            else:
                assert times == edge
    assert study.model.is_estimated
    assert study.tree.whole == pytest.approx(stats.total_tt * 1e9)
    summary = f"{stats.total_calls:,} function calls ({stats.prim_calls:,} primitive calls)"
    assert study.model.comments[0].startswith(summary)


def test_recursion_is_primitive_calls_only(tmp_path: Path) -> None:
    recorded(tmp_path / "work.prof")
    study = opened(CProfile, tmp_path / "work.prof")
    found = costs(study)
    assert found["fib"][1] < found["work"][1], "a recursive function's total counts once"


def test_names_of_what_is_not_python() -> None:
    assert shown_name(("~", 0, "<built-in method time.sleep>")) == (
        "{built-in method time.sleep}",
        "",
        0,
        "time",
    )
    append = ("~", 0, "<method 'append' of 'list' objects>")
    assert shown_name(append) == ("{method 'append' of 'list' objects}", "", 0, "")
    assert shown_name(("<string>", 1, "<module>")) == ("<module>", "<string>", 1, "")


@pytest.mark.parametrize("version", range(5))
def test_every_version_of_marshal(tmp_path: Path, version: int) -> None:
    stats = recorded(tmp_path / "work.prof")
    again = opened(CProfile, marshal.dumps(stats.stats, version))
    assert costs(again) == costs(opened(CProfile, tmp_path / "work.prof"))


def test_python_2_wrote_bytes_and_references_to_them() -> None:
    key = b")\x03t\x04\0\0\0a.pyi\x05\0\0\0t\x03\0\0\0run"
    alike = b")\x03R\0\0\0\0i\x09\0\0\0R\x01\0\0\0"
    counts = b"(\x05\0\0\0i\x02\0\0\0i\x03\0\0\0f\x030.5g" + b"\0\0\0\0\0\0\xe8\x3f"
    study = opened(CProfile, b"{" + key + counts + b"{0" + alike + counts + b"{00")
    assert set(by_place(study)) == {("run", "a.py", 5), ("run", "a.py", 9)}
    assert costs(study)["run"] == (1e9, 1.5e9)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(plain, st.integers(0, 4))
def test_values_come_back_as_they_were(value: Any, version: int) -> None:
    assert MarshalReader(marshal.dumps(value, version)).value() == value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    reader = MarshalReader(content)
    with suppress(NotMarshal):
        reader.value()
    assert reader.offset <= len(content)


@pytest.mark.parametrize(
    "content",
    [
        marshal.dumps(compile("1", "x", "eval")),
        b"{" + b"(\xff\xff\xff\x7f" * 3,
        b"(" * 5000,
        b"\xfb" + b"r\0\0\0\0" + b"N0",
        b"{" + b"\xa9\x02" * 13 + b"N" * 20,
    ],
)
def test_what_profiles_do_not_hold_is_refused(content: bytes) -> None:
    with pytest.raises(NotMarshal):
        MarshalReader(content).value()


def test_keys_that_take_forever_to_hash_are_refused() -> None:
    content = b"{\xa9\x02ii" + b"".join(b"\xa9\x02r%c\0\0\0" % i * 2 for i in range(3)) + b"N0"
    with pytest.raises(NotMarshal):
        MarshalReader(content).value()


def test_one_dict_of_callers_for_all_is_bounded() -> None:
    row = (
        ("a.py", 1, "f"),
        (1, 1, 0.5, 0.5, {("a.py", i, "g"): (1, 1, 0.1, 0.1) for i in range(99)}),
    )
    stats = {("a.py", i, "f"): row[1] for i in range(5000)}
    content = marshal.dumps(stats)
    study = opened(CProfile, content)
    assert len(study.model.counts.caller) < len(content)
    assert study.report.find("bad-rows") is not None


def test_a_broken_off_file_keeps_the_functions_before(tmp_path: Path) -> None:
    recorded(tmp_path / "work.prof")
    content = (tmp_path / "work.prof").read_bytes()
    study = opened(CProfile, content[: len(content) // 2])
    assert len(study.model.functions) > 5
    assert not study.report.complete
    for length in range(1, len(content), 37):
        assert_survives(CProfile, content[:length])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutations_are_survived(data: st.DataObject) -> None:
    edge = {("a.py", 2, "g"): (1, 2, 0.25, 0.5)}
    stats = {("a.py", 1, "f"): (1, 1, 0.5, 0.75, edge), ("a.py", 2, "g"): (2, 3, 0.5, 1.0, {})}
    content = bytearray(marshal.dumps(stats))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert_survives(CProfile, bytes(content))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -5, 2**80, "x", None])
def test_counts_that_are_no_numbers_are_left_out_and_told(bad: Any) -> None:
    rows: dict[Any, Any] = {
        ("a.py", 1, "f"): (1, bad, 0.5, 0.5, {}),
        ("a.py", 2, "g"): (1, 1, 0.5, 0.5, {}),
    }
    study = opened(CProfile, marshal.dumps(rows))
    assert costs(study) == {"g": (0.5e9, 0.5e9)}
    assert study.report.find("bad-rows") is not None


def test_an_empty_profile_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="not one function"):
        opened(CProfile, marshal.dumps({}))


def test_counts_that_are_not_known_as_pyinstrument_writes_them() -> None:
    key, caller = ("app.py", 25, "main"), ("app.py", 1, "<module>")
    edge = (-1, -1, 0.5, 1.5)
    rows = {caller: (-1, -1, 0.25, 1.75, {}), key: (-1, -1, 0.5, 1.5, {caller: edge})}
    study = opened(CProfile, marshal.dumps(rows))
    assert costs(study) == {"<module>": (0.25e9, 1.75e9), "main": (0.5e9, 1.5e9)}
    counts = study.model.counts
    assert counts is not None
    assert counts.calls.tolist() == [0, 0]
