from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.heaps.retention.programs import cache
from tests.heaps.writing import written


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("heap") / "cache.heapsnapshot"
    path.write_bytes(written(cache().study.model))
    return path


def test_one_object(run: Run, heap: Path) -> None:
    ran = run("why", heap, "SessionCache.entries")
    assert ran.code == 0
    assert "is kept by property “entries” of SessionCache" in " ".join(ran.out.split())
    assert "`global.cache.entries`" in ran.out


def test_objects_of_a_class_are_grouped_with_what_to_cut(run: Run, heap: Path) -> None:
    ran = run("why", heap, "Session")
    assert ran.out.startswith("2 objects named “Session” keep 2.10\u202fkB alive together.")
    assert "global.cache.entries.get({})" in ran.out
    assert "Cutting `SessionCache.entries` frees" in ran.out


def test_programs_get_the_same(run: Run, heap: Path) -> None:
    told = json.loads(run("why", heap, "Session", "--json", "--paths", 1).out)
    assert told["schemaVersion"] == 1
    assert told["source"]["kind"] == "heaps"
    assert (told["objects"], told["retained_bytes"]) == (2, 2096)
    [group] = told["groups"]
    assert (group["way"], group["count"]) == ("global.cache.entries.get({})", 2)
    assert group["cut"] == "SessionCache.entries"
    [reason] = told["reasons"]
    assert reason["class"] == "Session"
    assert reason["ways"] == ['global.cache.entries.get("alpha")']
    assert reason["cut"]["freed_bytes"] == reason["retained_bytes"] == 1048
    assert reason["path"][0].startswith("global @")


def test_what_is_not_there_is_wrong_usage(run: Run, heap: Path) -> None:
    ran = run("why", heap, "Sesion")
    assert ran.code == 2
    assert "Did you mean Session" in ran.err


def test_other_evidence_has_no_objects(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "stacks.folded"
    path.write_text("main;work 5\nmain;rest 7\n")
    ran = run("why", path, "main")
    assert ran.code == 2
    assert "hold no objects" in ran.err


def test_what_if_a_reference_were_cleared(run: Run, heap: Path) -> None:
    ran = run("what-if", heap, "--cut", "SessionCache.entries")
    assert ran.code == 0
    assert ran.out.startswith("With SessionCache.entries cleared, ")
    assert "Payload" in ran.out
    told = json.loads(run("what-if", heap, "--cut", "SessionCache.entries", "--json").out)
    overall = told["overall"]
    assert overall["bytes_before"] - overall["bytes_after"] == overall["freed_bytes"] > 2000
    assert told["cut"] == [{"reference": "SessionCache.entries", "edges": 1}]
    assert sum(part["freed_bytes"] for part in told["parts"]) == overall["freed_bytes"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--cut CLASS.PROPERTY"),
        (["--cut", "SessionCache.entries", "--operation", "x"], "--cut is about memory"),
        (["--operation", "x", "--remove"], "what --cut frees"),
        (["--cut", "Nobody.x"], "Nobody"),
    ],
)
def test_questions_that_make_no_sense(
    run: Run, heap: Path, arguments: list[str], words: str
) -> None:
    ran = run("what-if", heap, *arguments)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())


def test_nothing_is_no_object(run: Run, heap: Path) -> None:
    ran = run("why", heap, " ")
    assert ran.code == 2
    assert "There is no object" in " ".join(ran.err.split())


def test_what_holds_references_is_not_one_itself(run: Run, heap: Path) -> None:
    ran = run("what-if", heap, "--cut", "Session")
    assert ran.code == 2
    told = " ".join(ran.err.split())
    assert "“Session” is not a reference" in told
    assert "Did you mean" not in told
