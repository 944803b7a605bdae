"""Time that loads code, not what runs below the loading of the first file."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.profiles.detectors.import_cost import ImportCost
from tests.profiles.building import profile
from tests.profiles.detectors.finding import found

LOAD = "_find_and_load@<frozen importlib._bootstrap>:1"
SITE = "/usr/lib/python3.11/site-packages"
NODE = "Module._load@node:internal/modules/cjs/loader:1003"
ENTRY = f"executeUserEntryPoint@node:internal/modules/run_main:155;{NODE}"


def test_imports_are_told_with_what_they_load() -> None:
    study = profile(
        f"<module>@app.py:1;{LOAD};<module>@{SITE}/pandas/__init__.py:1;{LOAD};"
        f"<module>@{SITE}/pandas/core.py:1 500",
        f"<module>@app.py:1;{LOAD};<module>@tables.py:1 100",
        "<module>@app.py:1;main@app.py:20 400",
    )
    (finding,) = found(ImportCost, study)
    assert finding.severity is Severity.WARNING
    assert finding.measures[0].value == 0.6
    assert finding.where == "pandas"
    assert "`tables.py`" in finding.why


def test_what_a_program_does_below_the_loading_of_its_first_file_is_its_own() -> None:
    study = profile(
        f"{ENTRY};(anonymous server.js:1)@server.js:1;serve@server.js:9 700",
        f"{ENTRY};(anonymous server.js:1)@server.js:1 250",
        f"{ENTRY};wrapSafe@node:internal/modules/cjs/loader:1422 50",
    )
    assert not found(ImportCost, study)


def test_functions_called_from_an_imported_own_file_are_no_loading() -> None:
    study = profile(
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;{NODE};(anonymous main.js:1)@main.js:1;"
        "run@main.js:5 950",
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;{NODE} 50",
    )
    assert not found(ImportCost, study)


def test_files_loaded_by_the_first_one_are() -> None:
    study = profile(
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;{NODE};(anonymous index.js:1)@lib/index.js:1 500",
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;work@cli.js:5 500",
    )
    (finding,) = found(ImportCost, study)
    assert finding.where == "lib"


def test_short_starts_are_left_alone() -> None:
    study = profile(f"<module>@app.py:1;{LOAD} 90", "<module>@app.py:1;main@app.py:20 10")
    assert not found(ImportCost, study)


def test_starts_of_long_runs_are_left_alone() -> None:
    study = profile(f"<module>@app.py:1;{LOAD} 500", "<module>@app.py:1;main@app.py:20 9500")
    assert not found(ImportCost, study)


def test_recorders_that_hide_the_import_system_show_the_bodies_of_files() -> None:
    study = profile(
        "<module>@app.py:1;<module>@heavy/__init__.py:1 600", "<module>@app.py:1;main@app.py:20 400"
    )
    (finding,) = found(ImportCost, study)
    assert finding.where == "heavy"


def test_an_installed_program_that_runs_is_no_loading() -> None:
    bin_ = "/app/node_modules/typescript/bin/tsc"
    lib = "/app/node_modules/typescript/lib/tsc.js"
    study = profile(
        f"{ENTRY};(anonymous tsc:1)@{bin_}:1;{NODE};(anonymous tsc.js:1)@{lib}:1;check@{lib}:9 900",
        f"{ENTRY};(anonymous tsc:1)@{bin_}:1;{NODE};(anonymous tsc.js:1)@{lib}:1 50",
    )
    assert not found(ImportCost, study)


def test_a_program_that_runs_deep_below_the_only_file_it_loads_is_no_loading() -> None:
    lib = "/app/node_modules/bundle/main.js"
    deep = ";".join(f"f{i}@{lib}:{i + 2}" for i in range(20))
    study = profile(
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;{NODE};(anonymous main.js:1)@{lib}:1;{deep} 900",
        f"{ENTRY};(anonymous cli.js:1)@cli.js:1;{NODE};(anonymous main.js:1)@{lib}:1 50",
    )
    assert not found(ImportCost, study)
