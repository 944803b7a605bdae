"""Time spent on one known thing: JSON, patterns, copies, cryptography, logs, errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.findings.detector import Detector
from perfview.findings.finding import Severity
from perfview.profiles.detectors.compression_hot_spot import CompressionHotSpot
from perfview.profiles.detectors.crypto_hot_spot import CryptoHotSpot
from perfview.profiles.detectors.exception_churn import ExceptionChurn
from perfview.profiles.detectors.json_hot_spot import JsonHotSpot
from perfview.profiles.detectors.logging_cost import LoggingCost
from perfview.profiles.detectors.regexp_hot_spot import RegexpHotSpot
from perfview.profiles.detectors.serialisation_hot_spot import SerialisationHotSpot
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found
from tests.profiles.detectors.sourced import sourced

PY = "/usr/lib/python3.11"
LOADS = f"loads@{PY}/json/__init__.py:299;decode@{PY}/json/decoder.py:332"


@pytest.mark.parametrize(
    ("kind", "stack"),
    [
        (JsonHotSpot, f"main@app.py:1;handle@app.py:5;{LOADS}"),
        (
            JsonHotSpot,
            "main.main@/src/main.go:1;main.handle@/src/main.go:5;encoding/json.Unmarshal",
        ),
        (
            JsonHotSpot,
            "Main.main;Main.handle;com/fasterxml/jackson/databind/ObjectMapper.readValue",
        ),
        (RegexpHotSpot, "main@app.js:1;handle@app.js:5;RegExp: ^(a+)+$"),
        (RegexpHotSpot, f"main@app.py:1;handle@app.py:5;search@{PY}/re/__init__.py:173"),
        (SerialisationHotSpot, f"main@app.py:1;handle@app.py:5;deepcopy@{PY}/copy.py:128"),
        (CryptoHotSpot, "main@app.js:1;handle@app.js:5;pbkdf2Sync@node:internal/crypto/pbkdf2:62"),
        (CompressionHotSpot, f"main@app.py:1;handle@app.py:5;compress@{PY}/gzip.py:590"),
        (LoggingCost, f"main@app.py:1;handle@app.py:5;Logger.debug@{PY}/logging/__init__.py:1477"),
        (LoggingCost, "main@app.js:1;handle@app.js:5;formatValue@node:internal/util/inspect:793"),
        (ExceptionChurn, "main@app.js:1;handle@app.js:5;get stack;prepareStackTraceCallback"),
        (ExceptionChurn, "Main.main;Main.handle;java.lang.Throwable.fillInStackTrace"),
    ],
)
def test_known_functions_are_charged_to_the_nearest_own_one(
    kind: type[Detector], stack: str
) -> None:
    owner = stack.split(";")[1].partition("@")[0]
    rest = stack.rpartition(owner)[0].rstrip(";") + ";idle_work"
    (finding,) = found(kind, profile(f"{stack} 300", f"{rest} 700"))
    assert finding.severity is Severity.WARNING
    assert finding.measures[0].value == pytest.approx(0.3)
    assert f"{owner}" in finding.title
    assert finding.saving is not None
    assert finding.saving.value <= 300e6
    assert finding.example is None or finding.example.before != finding.example.after


def test_below_the_limit_nothing_is_said_and_above_it_is_a_note_first() -> None:
    def shared(percent: int) -> list[Severity]:
        study = profile(
            f"main@app.py:1;handle@app.py:5;{LOADS} {percent * 10}",
            f"main@app.py:1;other@app.py:9 {1000 - percent * 10}",
        )
        return [finding.severity for finding in found(JsonHotSpot, study)]

    assert shared(4) == []
    assert shared(6) == [Severity.INFO]
    assert shared(13) == [Severity.WARNING]
    assert shared(60) == [Severity.CRITICAL]


def test_few_samples_say_nothing() -> None:
    study = profile(f"main@app.py:1;handle@app.py:5;{LOADS} 9", "main@app.py:1 3")
    assert not found(JsonHotSpot, study)


def test_a_name_that_only_contains_it_is_something_else() -> None:
    study = profile(
        "main@/srv/json/app.py:1;parse_json@/srv/json/tools.py:5 500",
        "main@/srv/json/app.py:1;jsonHelper.loads@/srv/json/decoder_tools.py:5 500",
    )
    assert not found(JsonHotSpot, study)


def test_an_own_function_with_the_name_of_a_built_in_is_its_own() -> None:
    study = profile("main@app.js:1;hash@app.js:5 500", "main@app.js:1;send@app.js:9 500")
    assert not found(CryptoHotSpot, study)


def test_callbacks_below_a_library_count_for_themselves() -> None:
    hook = f"main@app.py:1;handle@app.py:5;{LOADS};object_hook@app.py:20"
    study = profile(f"{hook} 900", f"main@app.py:1;handle@app.py:5;{LOADS} 100")
    (finding,) = found(JsonHotSpot, study)
    assert finding.measures[0].value == pytest.approx(0.1)


def test_recursion_through_json_counts_once() -> None:
    again = f"main@app.py:1;handle@app.py:5;{LOADS};handle@app.py:5;{LOADS}"
    (finding,) = found(JsonHotSpot, profile(f"{again} 400", "main@app.py:1;x@app.py:9 600"))
    assert finding.measures[0].value == pytest.approx(0.4)


def test_json_inside_of_logging_is_logging() -> None:
    log = f"main@app.py:1;handle@app.py:5;info@{PY}/logging/__init__.py:1477;{LOADS}"
    study = profile(f"{log} 400", "main@app.py:1;x@app.py:9 600")
    assert not found(JsonHotSpot, study)
    (finding,) = found(LoggingCost, study)
    assert finding.measures[0].value == pytest.approx(0.4)


def test_what_importing_does_is_left_to_who_looks_at_importing() -> None:
    load = "_find_and_load@<frozen importlib._bootstrap>:1165"
    study = profile(f"main@app.py:1;{load};{LOADS} 500", "main@app.py:1;x@app.py:9 500")
    assert not found(JsonHotSpot, study)


def test_many_callers_are_told_together() -> None:
    stacks = [f"main@app.py:1;handle{i}@app.py:{i};{LOADS} 30" for i in range(10, 20)]
    study = profile(*stacks, "main@app.py:1;x@app.py:9 700")
    (finding,) = found(JsonHotSpot, study)
    assert finding.title.startswith("10 functions")
    assert finding.measures[0].value == pytest.approx(0.3)


def test_encrypted_connections_are_told_only_when_they_take_very_much() -> None:
    def encrypting(count: int) -> list[str]:
        study = profile(
            f"main.main@/src/main.go:1;crypto/tls.(*Conn).Handshake;crypto/rsa.Verify {count}",
            f"main.main@/src/main.go:1;main.work@/src/main.go:9 {1000 - count}",
        )
        return [finding.title for finding in found(CryptoHotSpot, study)]

    assert encrypting(200) == []
    (title,) = encrypting(400)
    assert "encrypting connections" in title


def test_making_patterns_each_time_saves_nearly_all() -> None:
    made = "main.main@/src/main.go:1;main.valid@/src/main.go:5;regexp.MustCompile;regexp.compile"
    (finding,) = found(
        RegexpHotSpot, profile(f"{made} 400", "main.main@/src/main.go:1;main.x@/src/main.go:9 600")
    )
    assert finding.saving is not None
    assert finding.saving.value == pytest.approx(0.9 * 400e6)


def test_the_line_tells_what_built_in_work_is(tmp_path: Path) -> None:
    source = (
        "def main():\n    for p in range(9):\n        check(p)\n\n"
        "def check(p):\n    return hashlib.scrypt(p)\n"
    )
    study = sourced(tmp_path, "app.py", source, "main|3;check|6 400", "main|2 600")
    (finding,) = found(CryptoHotSpot, study)
    assert "`return hashlib.scrypt(p)`" in finding.why
    assert finding.where == "check, app.py:6"


def test_a_line_that_does_other_things_too_makes_less_sure(tmp_path: Path) -> None:
    def sure(line: str) -> tuple[float, float]:
        source = f"def main():\n    check(1)\n\ndef check(p):\n    {line}\n"
        study = sourced(tmp_path, "app.py", source, "main|2;check|5 400", "main|2 600")
        (finding,) = found(CryptoHotSpot, study)
        assert finding.saving is not None
        return finding.confidence, finding.saving.low

    plain, mixed = sure("hashlib.scrypt(p)"), sure("hashlib.scrypt(derive(p, other(p)))")
    assert mixed[0] < plain[0]
    assert mixed[1] < plain[1]


def test_a_source_that_has_changed_since_is_not_believed(tmp_path: Path) -> None:
    source = "def main():\n    check(1)\n\ndef check(p):\n    return hashlib.scrypt(p)\n"
    study = sourced(tmp_path, "app.py", source, "main|2;check|5 400", "main|2 600")
    (tmp_path / "app.py").write_text("\n" * 40 + source, "utf-8")
    assert not found(CryptoHotSpot, study)


def test_without_own_code_nobody_is_said_to_do_it() -> None:
    study = profile("[libc.so];encoding/json.Unmarshal 400", "main.main@/src/main.go:1 600")
    (finding,) = found(JsonHotSpot, study)
    assert finding.title.endswith("goes to JSON")
    assert "No own code" in finding.why
