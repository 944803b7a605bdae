"""What one snapshot alone shows: both sides of every limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding, Severity
from perfview.heaps.detectors.accumulation import Accumulation
from perfview.heaps.detectors.console_kept import ConsoleKept
from perfview.heaps.detectors.detached_windows import DetachedWindows
from perfview.heaps.detectors.empty_collections import EmptyCollections
from perfview.heaps.detectors.joined_strings import JoinedStrings
from perfview.heaps.detectors.oversized_arrays import OversizedArrays, pointer_bytes
from perfview.heaps.detectors.repeated_functions import RepeatedFunctions
from perfview.heaps.detectors.sliced_strings import SlicedStrings
from perfview.heaps.study import Study
from tests.heaps.corpus import opened
from tests.heaps.patterns.programs import Program, cache_of

SAMPLES = Path(__file__).parent / "samples"


def found(detector: Detector, study: Study, **limits: float) -> list[Finding]:
    if not detector.concerns(study):
        return []
    return list(detector.detect(study, Limits(detector, limits)))


def sample(name: str) -> Study:
    return opened(SAMPLES / f"{name}.heapsnapshot.gz")


def sliced(text_bytes: int, pieces: int, *, is_kept: bool = False) -> Study:
    """Texts with pieces cut out of them; the text itself may be kept as well."""
    program = Program()
    ids = program.held(program.globals, "ids", "object", "Array", 16)
    for at in range(100):
        parent = program.node("string", f"a long text {at}", text_bytes)
        for piece in range(pieces):
            node = program.held(ids, at * pieces + piece, "sliced string", "(sliced string)", 32)
            program.edge(node, "internal", "parent", parent)
        if is_kept:
            program.edge(ids, "property", f"text{at}", parent)
    return program.study()


def test_pieces_keep_the_strings_they_were_cut_from() -> None:
    (slices,) = found(SlicedStrings(), sliced(10_000, 2))
    assert slices.where == "global.ids"
    assert slices.saving is not None
    assert slices.saving.value == 100 * 10_000
    assert slices.evidence.total == 100


@pytest.mark.parametrize(
    "study",
    [sliced(3_999, 2), sliced(10_000, 5), sliced(10_000, 2, is_kept=True), sliced(4_000, 1)],
    ids=["short", "much of it is used", "kept anyhow", "little"],
)
def test_pieces_that_cost_nothing(study: Study) -> None:
    limits = {"bytes": 500_000.0} if len(study.graph) < 250 else {}
    assert found(SlicedStrings(), study, **limits) == []


def joined(parts: int) -> Study:
    program = Program()
    log = program.held(program.globals, "log", "object", "Transcript", 16)
    top = program.held(log, "text", "concatenated string", "(concatenated string)", 32)
    for at in range(parts - 2):
        part = program.node("string", f"line {at}", 400)
        below = program.node("concatenated string", "(concatenated string)", 32)
        program.edge(top, "internal", "second", part)
        program.edge(top, "internal", "first", below)
        top = below
    return program.study()


def test_a_text_that_was_joined_line_by_line() -> None:
    (rope,) = found(JoinedStrings(), joined(1_000))
    assert rope.title == "Transcript.text is a string of 1,000 parts"
    assert rope.saving is not None
    assert (rope.saving.low, rope.saving.value) == (999 * 32, 999 * 32 + 998 * 400)
    assert found(JoinedStrings(), joined(499)) == []


def with_methods(count: int, names: list[str], *, is_shared: bool = False) -> Study:
    """Objects of a class with functions as properties, each their own or all the same."""
    program = Program()
    made_by = program.constructor("Button", "/app/button.js")
    buttons = program.held(program.globals, "buttons", "object", "Array", 16)
    codes = [program.node("code", name) for name in names]
    common = [program.node("closure", name, 64) for name in names]
    for at in range(count):
        button = program.made(made_by, "Button", 40)
        program.edge(buttons, "element", at, button)
        for name, code, one in zip(names, codes, common, strict=True):
            closure = one if is_shared else program.node("closure", name, 64)
            program.edge(button, "property", name, closure)
            program.edge(closure, "internal", "shared", code)
    return program.study()


def test_functions_made_for_every_object() -> None:
    (functions,) = found(RepeatedFunctions(), with_methods(1_000, ["show", "hide"]))
    assert functions.title == "1,000 Button objects have 2 functions each of their own"
    assert functions.saving is not None
    assert functions.saving.value == 2_000 * 64


def test_functions_that_all_share_or_few_have() -> None:
    several = ["show", "hide", "move", "size"]
    assert found(RepeatedFunctions(), with_methods(499, several), bytes=1_000) == []
    assert len(found(RepeatedFunctions(), with_methods(500, several), bytes=1_000)) == 1
    assert found(RepeatedFunctions(), with_methods(1_000, several, is_shared=True)) == []


def with_sets(count: int, entries: int) -> Study:
    program = Program()
    people = program.held(program.globals, "people", "object", "Array", 16)
    for at in range(count):
        person = program.held(people, at, "object", "Person", 32)
        tags = program.held(person, "tags", "object", "Set", 32)
        table = program.node("array", "", 144)
        program.edge(tags, "internal", "table", table)
        for entry in range(entries):
            program.edge(table, "internal", str(entry + 5), program.node("string", "x", 16))
    return program.study()


def test_empty_sets() -> None:
    (empty,) = found(EmptyCollections(), with_sets(1_200, 0))
    assert empty.where == "Person.tags"
    assert empty.saving is not None
    assert empty.saving.value == 1_200 * (32 + 144)


def test_sets_with_an_entry_or_few_of_them() -> None:
    assert found(EmptyCollections(), with_sets(1_200, 1)) == []
    assert found(EmptyCollections(), with_sets(999, 0), bytes=1_000) == []


def with_rooms(slots: int, filled: int) -> Study:
    program = Program()
    grid = program.held(program.globals, "grid", "object", "Array", 16)
    program.held(grid, "size", "number", "heap number", 16)
    for at in range(100):
        row = program.held(grid, at, "object", "Array", 32)
        store = program.node("array", "(object elements)", 16 + 8 * slots)
        program.edge(row, "internal", "elements", store)
        for place in range(filled):
            program.edge(store, "internal", str(place), program.node("string", "x", 16))
    return program.study()


def test_arrays_with_more_room_than_entries() -> None:
    study = with_rooms(2_000, 1)
    assert pointer_bytes(study) == 8
    (roomy,) = found(OversizedArrays(), study)
    assert roomy.where == "global.grid"
    assert roomy.saving is not None
    assert roomy.saving.value == 100 * 1_999 * 8


def test_arrays_that_are_in_use_or_may_hold_numbers() -> None:
    assert found(OversizedArrays(), with_rooms(2_000, 0)) == []
    assert found(OversizedArrays(), with_rooms(800, 101)) == []
    assert len(found(OversizedArrays(), with_rooms(800, 100))) == 1
    assert found(OversizedArrays(), with_rooms(63, 1), bytes=1_000, share=0) == []


def test_what_the_console_of_chromium_keeps() -> None:
    (console,) = found(ConsoleKept(), sample("logged-rows"), bytes=1_000)
    assert console.title == "The console keeps 300 objects"
    assert "like Row" in console.why
    assert found(ConsoleKept(), sample("logged-rows-clean"), bytes=0, count=1) == []


def test_frames_of_chromium_that_were_removed_and_are_kept() -> None:
    (windows,) = found(DetachedWindows(), sample("closed-frames"), bytes=100)
    assert "closed window" in windows.title
    assert found(DetachedWindows(), sample("closed-frames-clean"), bytes=0) == []


def test_what_a_class_of_a_module_of_node_collects() -> None:
    (pile,) = found(Accumulation(), sample("component-registry"), bytes=1_000)
    assert "instances keeps 500 Component objects" in pile.title
    assert pile.severity is Severity.INFO
    assert found(Accumulation(), sample("component-registry-clean"), bytes=1_000) == []


def sessions(count: int, script: str = "/app/session.js") -> Study:
    program = Program()
    made_by = program.constructor("Session", script)
    holder = made_by if "node_modules" in script else -1
    cache_of(program, made_by, "Session", count, holder)
    return program.study()


def test_an_accumulation_takes_some_objects_and_bytes() -> None:
    assert len(found(Accumulation(), sessions(50), bytes=1_000)) == 1
    assert found(Accumulation(), sessions(49), bytes=1_000) == []
    assert len(found(Accumulation(), sessions(49), heavy=1_000)) == 1, "few, but heavy"
    assert found(Accumulation(), sessions(9), heavy=500) == []
    assert found(Accumulation(), sessions(400), bytes=200_000) == []


def test_what_a_library_keeps_takes_more() -> None:
    library = sessions(400, "/app/node_modules/sessions/index.js")
    assert found(Accumulation(), library, bytes=1_000) == []
    (pile,) = found(Accumulation(), library, library=1_000)
    (own,) = found(Accumulation(), sessions(400), bytes=1_000)
    assert pile.confidence < own.confidence


def test_a_large_share_is_a_warning() -> None:
    (pile,) = found(Accumulation(), sessions(400), large=100_000)
    assert pile.severity is Severity.WARNING


def listening(count: int) -> Study:
    """So many listeners of one event, all of one function's making."""
    program = Program()
    bus = program.held(program.globals, "bus", "object", "EventEmitter", 16)
    listeners = program.held(bus, "listeners", "object", "Array", 16)
    code = program.node("code", "onChange")
    for at in range(count):
        closure = program.held(listeners, at, "closure", "onChange", 600)
        program.edge(closure, "internal", "shared", code)
    return program.study()


def test_very_many_listeners_are_a_warning() -> None:
    (many,) = found(Accumulation(), listening(100))
    assert many.severity is Severity.WARNING
    assert many.title == "EventEmitter.listeners keeps 100 functions like onChange()"
    (some,) = found(Accumulation(), listening(99))
    assert some.severity is Severity.INFO
