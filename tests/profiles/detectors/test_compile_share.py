"""Parsing and compiling while the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.findings.finding import Severity
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.detectors.compile_share import AT_START, CompileShare
from perfview.profiles.study import Study
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

RULE = "main@app.js:1;runRule@app.js:12;Script@node:vm:85"


def test_code_compiled_in_each_call_is_told_with_the_caller() -> None:
    (finding,) = found(CompileShare, profile(f"{RULE} 600", "main@app.js:1;work@app.js:3 400"))
    assert finding.severity is Severity.CRITICAL
    assert finding.verdict.endswith("called from `runRule`")
    assert "compile once" in finding.how


def test_little_time_is_a_note() -> None:
    (finding,) = found(CompileShare, profile(f"{RULE} 150", "main@app.js:1;work@app.js:3 100"))
    assert finding.severity is Severity.INFO


def test_a_small_share_is_left_alone() -> None:
    assert not found(CompileShare, profile(f"{RULE} 40", "main@app.js:1;work@app.js:3 960"))


def test_own_functions_called_compile_are_no_compiler() -> None:
    study = profile("main@app.js:1;compile@app.js:9 600", "main@app.js:1;work@app.js:3 400")
    assert not found(CompileShare, study)


def test_what_is_compiled_while_loading_is_a_matter_of_caches() -> None:
    study = profile(
        "<module>@app.py:1;_find_and_load@<frozen importlib._bootstrap>:1;"
        "<built-in method builtins.compile> 600",
        "<module>@app.py:1;work@app.py:20 400",
    )
    (finding,) = found(CompileShare, study)
    assert finding.how == AT_START


def test_lines_that_compile_text_tell_where_no_frame_does(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("def render(row):\n    exec(compile(TEXT, 'x', 'exec'))\n    return row\n")
    builder = ProfileBuilder([("cpu", "ns")])
    render = builder.function("render", str(file), 1)
    on_line = builder.stack_of([builder.frame(render, 2)])
    other = builder.stack_of([builder.frame(builder.function("work", str(file), 3), 3)])
    for at in range(1000):
        builder.sample(0, on_line if at % 2 else other, [1e6], at * 1_000_000)
    builder.ends(0, 1_000_000_000)
    model = builder.finish(interval_ns=1_000_000, made_by="py-spy")
    (finding,) = found(CompileShare, Study(model))
    assert "falls on line 2" in finding.why
    assert finding.where.startswith("render")


@pytest.mark.parametrize(
    "name",
    [
        "Script@node:vm",
        "<built-in method builtins.compile>",
        "C2Compiler::compile_method",
        "[C2 CompilerThread0 tid=4711]",
        "v8::internal::Compiler::Compile",
    ],
)
def test_compilers_of_many_runtimes(name: str) -> None:
    assert found(CompileShare, profile(f"{name} 300", "main@app.c:1;work@app.c:9 700"))
