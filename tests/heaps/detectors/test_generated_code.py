"""Code made from texts: both sides of the limit, and scripts that come from files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from perfview.findings.detector import Limits
from perfview.findings.finding import Finding
from perfview.heaps.detectors.generated_code import GeneratedCode
from perfview.heaps.model import Locations
from perfview.heaps.study import Study
from tests.heaps.patterns.programs import Program


def generated(count: int, file: str = "") -> Study:
    """So many functions, each of a script of its own."""
    program = Program()
    templates = program.held(program.globals, "templates", "object", "Array", 16)
    closures = []
    for at in range(count):
        closure = program.held(templates, at, "closure", "anonymous", 64)
        shared, script = program.node("code", "anonymous", 900), program.node("code", "Script", 300)
        program.edge(closure, "internal", "shared", shared)
        program.edge(shared, "internal", "script", script)
        program.edge(script, "internal", "name", program.node("string", file, 0))
        closures.append(closure)
    model = program.model()
    scripts, lines = np.arange(10, 10 + count, dtype=np.int64), np.ones(count, np.int32)
    places = Locations(np.array(closures, np.int32), scripts, lines, lines)
    return Study(replace(model, graph=replace(model.graph, locations=places)))


def found(study: Study, **limits: float) -> list[Finding]:
    detector = GeneratedCode()
    assert detector.concerns(study)
    return list(detector.detect(study, Limits(detector, limits)))


def test_scripts_without_a_file() -> None:
    (code,) = found(generated(100))
    assert code.title == "100 scripts were made from texts"
    assert code.saving is not None
    assert code.saving.value == 100 * (64 + 900 + 300)
    assert found(generated(99)) == []


def test_scripts_of_files() -> None:
    assert found(generated(200, "/app/views.js")) == []
    assert len(found(generated(200, "evalmachine.<anonymous>"))) == 1
