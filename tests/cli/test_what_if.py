from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.simulated_worlds import pool
from benchmarks.simulation import Simulation, write_otlp
from perfview.engine.job import Job, Options
from perfview.findings.forecast import Question
from perfview.traces.scenarios.forecasting import answer
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Requests that wait for six connections most of the time."""
    path = tmp_path_factory.mktemp("busy") / "busy.otlp.json"
    write_otlp(Simulation(pool(0.9)).run(400, seed=5), path)
    return path


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("idle") / "idle.otlp.json"
    write_otlp(Simulation(pool(0.05)).run(200, seed=5), path)
    return path


def test_the_answer_stands_beside_what_is(run: Run, idle: Path) -> None:
    ran = run("what-if", idle, "--operation", "SELECT items", "--faster", 50)
    assert ran.code == 0
    assert ran.out.startswith("With SELECT items in orders 50\u202f% faster, ")
    for words in ("the p95 of GET /orders falls by", "now", "then", "saving", "p50", "mean"):
        assert words in ran.out
    assert "nobody waits in line" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_programs_get_the_same_as_the_library(run: Run, busy: Path) -> None:
    told = json.loads(
        run("what-if", busy, "--operation", "select items", "--faster", 30, "--json").out
    )
    assert told["schemaVersion"] == 1
    assert told["operation"]["name"] == "SELECT items"
    assert told["operation"]["service"] == "orders"
    assert told["change"] == {"kind": "faster", "percent": 30}
    [station] = told["queueing"]["stations"]
    assert (station["name"], station["places"]) == ("postgresql connections of orders", 6)
    assert 0.2 < told["queueing"]["savedByLessWaiting"] < 1
    study = Job(busy, Options(use_cache=False, analyse=False)).run().study
    forecast = answer(study, Question("SELECT items", "faster", 30))
    names = [part["name"] for part in told["endpoints"]]
    assert names == [part.name for part in forecast.parts]
    assert sum(part["requests"] for part in told["endpoints"]) == told["overall"]["requests"] == 400
    for part, expected in zip(told["endpoints"], forecast.parts, strict=True):
        for when in ("before", "after"):
            numbers = vars(getattr(expected, when))
            assert part[when] == {f"{k}_ns": round(v) for k, v in numbers.items()}
        saving = part["saving"]
        assert saving["of"] == "p95"
        assert saving["low_ns"] <= saving["value_ns"] <= saving["high_ns"]
        assert saving["mean_ns"] == round(expected.before.mean - expected.after.mean)
    assert told["method"]
    assert told["assumes"]


def test_a_name_that_several_services_have_means_all_of_them(run: Run, idle: Path) -> None:
    ran = run("what-if", idle, "--operation", "GET /orders", "--faster", 30)
    assert ran.code == 0
    assert "GET /orders in edge and orders 30" in ran.out
    one = run("what-if", idle, "--operation", "GET /orders", "--service", "edge", "--faster", 30)
    assert "GET /orders in edge 30" in one.out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--operation", "SELECT itms", "--faster", 3), "Did you mean SELECT items"),
        (("--operation", "zzz", "--faster", 3), "There are: "),
        (("--operation", "SELECT", "--faster", 3), "may be SELECT orders in orders or SELECT"),
        (("--operation", "get", "--faster", 3), "GET /orders in edge or GET /orders in"),
        (("--operation", "SELECT items", "--service", "odrers", "--remove"), "Did you mean orders"),
        (("--operation", "SELECT items", "--endpoint", "x", "--remove"), "no endpoint “x”"),
        (("--operation", "SELECT items"), "--faster, --remove, --parallel, --batch"),
        (("--operation", "SELECT items", "--remove", "--batch"), "with one of"),
        (("--operation", "SELECT items", "--faster", 0), "--faster"),
        (("--operation", "SELECT items", "--batch"), "more than once in one place"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_there(
    run: Run, idle: Path, wrong: tuple[object, ...], said: str
) -> None:
    ran = run("what-if", idle, *wrong)
    assert ran.code == 2
    assert said in ran.err.replace("\n", " ")
    assert ran.out == ""


def test_a_service_and_an_endpoint_narrow_it_down(run: Run, idle: Path) -> None:
    ran = run(
        "what-if", idle, "--operation", "GET /orders", "--service", "orders", "--faster", 20,
        "--endpoint", "GET /orders", "--json",
    )  # fmt: skip
    told = json.loads(ran.out)
    assert [part["name"] for part in told["endpoints"]] == ["GET /orders"]
    assert told["queueing"] is None
    assert told["endpoints"][0]["saving"]["mean_ns"] > 0


def test_what_cannot_be_foreseen_says_so(run: Run, numbers: Path) -> None:
    ran = run("what-if", numbers, "--operation", "x", "--remove")
    assert ran.code == 2
    assert "Nothing can be foreseen" in ran.err
