"""Bundled JavaScript under its original names, files and lines: real bundles, real profiles."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.profiles.facts import facts
from perfview.profiles.measures.lines import lines_of_file
from perfview.profiles.readers.cpuprofile import CpuProfile
from perfview.profiles.sources.lookup import Reached, sources_of
from perfview.profiles.sources.maps.mapping import mapped
from perfview.profiles.study import Study
from perfview.recording.progress import Progress
from perfview.recording.source import Source

BUNDLED = Path(__file__).parent / "bundled"

WRITTEN = {
    ("gammaProduct", "gamma.ts", 2),
    ("arrowSum", "gamma.ts", 10),
    ("ShapeCounter", "shapes.ts", 5),
    ("measureAll", "shapes.ts", 9),
    ("get heaviest", "shapes.ts", 14),
    ("build", "shapes.ts", 19),
    ("calledBack", "main.ts", 4),
    ("(anonymous main.ts:5)", "main.ts", 5),
    ("parseEverything", "main.ts", 13),
    ("quoted-name", "main.ts", 18),
    ("runSlowly", "main.ts", 25),
    ("mainProgram", "main.ts", 31),
}
"""Name, file and line of every function that ran, as they stand in `bundled/src`."""


def opened(path: Path) -> Study:
    with Source(path) as source:
        model, report = CpuProfile().read(source, Progress())
        return Study(model, report, source)


def places(study: Study) -> list[tuple[str, str, int]]:
    functions, strings = study.model.functions, study.model.strings
    return [
        (study.name_of(f), strings[int(functions.file[f])], int(functions.line[f]))
        for f in range(len(functions))
    ]


def copied(kind: str, tmp_path: Path, *, without: str = "") -> Path:
    for each in (BUNDLED / kind).iterdir():
        if each.name != without:
            shutil.copy(each, tmp_path)
    return tmp_path / "p.cpuprofile"


@pytest.mark.parametrize("kind", ["min", "terser", "plain", "inline"])
def test_every_function_has_its_written_name_and_line(kind: str) -> None:
    study = mapped(opened(BUNDLED / kind / "p.cpuprofile"))
    found = {(n, f.rpartition("/")[2], line) for n, f, line in places(study) if f.endswith(".ts")}
    assert found == WRITTEN
    folders = {f.rpartition("/")[0] for _, f, _ in places(study) if f.endswith(".ts")}
    assert folders == {"file:///app/src"}


def test_only_what_things_are_called_changes() -> None:
    before = opened(BUNDLED / "min" / "p.cpuprofile")
    after = mapped(before)
    assert np.array_equal(before.functions.own, after.functions.own)
    assert np.array_equal(before.functions.total, after.functions.total)
    kept = [p for p, is_mapped in zip(places(before), after.originals.mapped, strict=True)
            if not is_mapped]  # fmt: skip
    assert kept == [p for p, m in zip(places(after), after.originals.mapped, strict=True) if not m]
    assert int(after.originals.mapped.sum()) == len(WRITTEN)


def test_lines_of_code_that_kept_its_lines_cost_where_they_were_written() -> None:
    before = opened(BUNDLED / "plain" / "p.cpuprofile")
    study = mapped(before)
    file = study.model.strings.find("file:///app/src/gamma.ts")
    costs = lines_of_file(study, file)
    text = sources_of(study).lines("file:///app/src/gamma.ts")
    assert text is not None
    costly = [text[line - 1].strip() for line in costs.line[costs.own > 0].tolist()]
    assert "product = (product * index) % 1000003;" in costly
    inside = study.model.functions.file == file
    assert costs.own.sum() == pytest.approx(before.functions.own[inside].sum())


def test_minified_code_costs_where_its_functions_begin() -> None:
    study = mapped(opened(BUNDLED / "min" / "p.cpuprofile"))
    costs = lines_of_file(study, study.model.strings.find("file:///app/src/shapes.ts"))
    begins = {line for _, file, line in WRITTEN if file == "shapes.ts"}
    assert {line for line in costs.line.tolist() if line} <= begins


def test_the_map_carries_the_source() -> None:
    study = mapped(opened(BUNDLED / "min" / "p.cpuprofile"))
    at = [name for name, _, _ in places(study)].index("get heaviest")
    reach = sources_of(study).reach(at)
    assert reach.reached is Reached.HERE
    assert reach.found is not None
    assert reach.found.lines == (BUNDLED / "src" / "shapes.ts").read_text().splitlines()


@pytest.mark.parametrize("kind", ["min", "terser"])
def test_without_the_bundle_the_map_alone_names_what_it_can(kind: str, tmp_path: Path) -> None:
    study = mapped(opened(copied(kind, tmp_path, without="bundle.js")))
    found = {(n, f.rpartition("/")[2], line) for n, f, line in places(study) if f.endswith(".ts")}
    # A constructor's class stands on a line of its own: only the bundle tells which it is.
    constructor = next(each for each in found if each[1:] == ("shapes.ts", 5))
    assert found - {constructor} == WRITTEN - {("ShapeCounter", "shapes.ts", 5)}


def test_scripts_of_the_web_are_found_beside_the_profile(tmp_path: Path) -> None:
    path = copied("min", tmp_path)
    text = path.read_text().replace(
        "file:///app/dist/min/bundle.js", "https://host/js/bundle.js?v=2"
    )
    path.write_text(text)
    study = mapped(opened(path))
    found = {(n, f.rpartition("/")[2], line) for n, f, line in places(study) if f.endswith(".ts")}
    assert found == WRITTEN
    at = [name for name, _, _ in places(study)].index("gammaProduct")
    assert sources_of(study).reach(at).reached is Reached.HERE


def test_without_a_map_the_study_is_itself(tmp_path: Path) -> None:
    study = opened(copied("min", tmp_path, without="bundle.js.map"))
    assert mapped(study) is study


def test_maps_are_found_in_chosen_folders(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "build" / "dist" / "min").mkdir(parents=True)
    shutil.copy(BUNDLED / "min" / "p.cpuprofile", tmp_path / "home")
    for name in ("bundle.js", "bundle.js.map"):
        shutil.copy(BUNDLED / "min" / name, tmp_path / "build" / "dist" / "min")
    study = opened(tmp_path / "home" / "p.cpuprofile")
    assert mapped(study) is study
    assert int(mapped(study, [tmp_path / "build"]).originals.mapped.sum()) == len(WRITTEN)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"version":3}',
        b'{"version":9,"mappings":""}',
        b'{"version":3,"mappings":"!!"}',
        b'{"version":3,"mappings":"' + b"g" * 5000 + b'"}',
        b'{"sections":7}',
        b'{"sections":[{"offset":{"line":-1,"column":0},"map":{"version":3,"mappings":""}}]}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_broken_maps_are_told_and_left_aside(text: bytes, tmp_path: Path) -> None:
    path = copied("min", tmp_path)
    (tmp_path / "bundle.js.map").write_bytes(text)
    study = opened(path)
    assert mapped(study) is study
    said = study.report.find("source-map-unreadable")
    assert said is not None
    assert "bundle.js.map" in said.detail


def test_a_map_of_paths_elsewhere_reads_no_other_file(tmp_path: Path) -> None:
    path = copied("min", tmp_path)
    found = json.loads((tmp_path / "bundle.js.map").read_bytes())
    found["sources"] = ["../../../../../../../etc/passwd"] * len(found["sources"])
    del found["sourcesContent"]
    (tmp_path / "bundle.js.map").write_text(json.dumps(found))
    study = mapped(opened(path))
    assert any(file.endswith("/etc/passwd") for _, file, _ in places(study))
    for function in np.flatnonzero(study.originals.mapped).tolist():
        assert sources_of(study).reach(function).found is None


def test_the_address_of_a_map_is_never_asked(tmp_path: Path) -> None:
    path = copied("min", tmp_path, without="bundle.js.map")
    code = (tmp_path / "bundle.js").read_text().split("//# sourceMappingURL")[0]
    (tmp_path / "bundle.js").write_text(f"{code}//# sourceMappingURL=http://127.0.0.1:1/a.map\n")
    study = opened(path)
    assert mapped(study) is study


def test_opening_a_profile_uses_its_maps_with_and_without_the_cache(tmp_path: Path) -> None:
    path = copied("min", tmp_path)
    for _ in range(2):
        study = Job(path, Options(analyse=False)).run().study
        found = {(n, f.rpartition("/")[2], line) for n, f, line in places(study)
                 if f.endswith(".ts")}  # fmt: skip
        assert found == WRITTEN
        assert "12 functions named by bundle.js.map" in [fact.words for fact in facts(study)]
    (tmp_path / "bundle.js.map").unlink()
    study = Job(path, Options(analyse=False)).run().study
    assert not any(file.endswith(".ts") for _, file, _ in places(study))


def test_another_metric_keeps_the_original_names() -> None:
    study = mapped(opened(BUNDLED / "min" / "p.cpuprofile"))
    again = study.measured_by(study.metric_names()[0])
    assert places(again) == places(study)
    at = [name for name, _, _ in places(again)].index("gammaProduct")
    assert sources_of(again).reach(at).reached is Reached.HERE
