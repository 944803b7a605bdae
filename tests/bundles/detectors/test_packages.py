from __future__ import annotations

import pytest

from perfview.bundles.furnished import Furnished, Installed
from perfview.bundles.study import Study
from perfview.findings.finding import Severity
from tests.bundles.building import BundleBuilder
from tests.bundles.detectors.finding import found, only


def app() -> BundleBuilder:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 2_000, chunk="main", entry=True)
    return made


def added(made: BundleBuilder, path: str, size: int, *importers: str) -> None:
    made.module(path, size, chunk="main")
    for importer in importers or ("src/index.js",):
        made.imports(importer, path)


def two_immers(outer: int = 30_000, inner: int = 30_000) -> BundleBuilder:
    made = app()
    added(made, "node_modules/kit/index.js", 9_000)
    added(made, "node_modules/immer/dist/immer.esm.mjs", outer)
    nested = "node_modules/kit/node_modules/immer/dist/immer.mjs"
    added(made, nested, inner, "node_modules/kit/index.js")
    return made


def furnished(made: BundleBuilder, *installed: Installed) -> Study:
    told = Furnished(installed={each.folder: each for each in installed})
    return Study(made.model(), furnished=told)


def immers(asked: str) -> tuple[Installed, ...]:
    return (
        Installed("", "app", "1.0.0", {"immer": asked, "kit": "^2.0.0"}),
        Installed("node_modules/immer", "immer", "9.0.21"),
        Installed("node_modules/kit", "kit", "2.3.0", {"immer": "^10.0.3"}),
        Installed("node_modules/kit/node_modules/immer", "immer", "10.1.1"),
    )


def test_two_copies_without_versions_are_told_by_their_folders() -> None:
    finding = only("duplicate-package", two_immers().study())
    assert finding.severity is Severity.WARNING
    assert finding.title == "immer ships twice"
    assert "node_modules/kit/node_modules/immer" in finding.why
    assert "do not tell versions" in finding.why
    assert finding.saving is not None
    assert finding.saving.value == 30_000
    assert finding.cause == "bundle\nimmer\nduplicate"
    assert len(finding.evidence.groups) == 2


def test_a_range_that_blocks_is_named_and_the_least_blocked_version_is_kept() -> None:
    finding = only("duplicate-package", furnished(two_immers(), *immers("^9.0.0")))
    assert "`^9.0.0`" in finding.why
    assert "10.1.1" in finding.how
    assert finding.example is not None
    assert '"immer": "^10.1.1"' in finding.example.after
    assert '"immer": "^9.0.0"' in finding.example.before


def test_a_version_in_all_ranges_is_surer() -> None:
    blocked = only("duplicate-package", furnished(two_immers(), *immers("^9.0.0")))
    allowed = only("duplicate-package", furnished(two_immers(), *immers(">=9")))
    assert "All ranges allow 10.1.1" in allowed.why
    assert "npm dedupe" in allowed.how
    assert allowed.confidence > blocked.confidence


def test_the_same_version_nested_twice_is_a_duplicate() -> None:
    one = [
        Installed("node_modules/immer", "immer", "10.1.1"),
        Installed("node_modules/kit/node_modules/immer", "immer", "10.1.1"),
    ]
    finding = only("duplicate-package", furnished(two_immers(), *one))
    assert "one version, installed in several places" in finding.why


def test_an_alias_is_a_copy_of_what_it_stands_for() -> None:
    made = app()
    added(made, "node_modules/ajv/dist/ajv.js", 100_000)
    added(made, "node_modules/ajv6/lib/ajv.js", 90_000)
    assert not found("duplicate-package", made.study())
    project = Installed("", "app", "1.0.0", {"ajv": "8.17.1", "ajv6": "npm:ajv@6.12.6"})
    finding = only("duplicate-package", furnished(made, project))
    assert finding.title == "ajv ships twice"
    assert "npm uninstall ajv6" in finding.how


def test_what_the_kept_copy_does_not_ship_is_not_saved() -> None:
    made = app()
    for folder in ("node_modules/scale", "node_modules/chart/node_modules/scale"):
        added(made, f"{folder}/linear.js", 30_000)
    added(made, "node_modules/scale/time.js", 10_000)
    finding = only("duplicate-package", made.study())
    assert finding.saving is not None
    assert finding.saving.value == 30_000, "the copy with both modules stays"


def test_what_a_dependency_asks_for_is_overridden() -> None:
    told = [
        Installed("", "app", "1.0.0", {"immer": ">=9", "kit": "^2.0.0"}),
        Installed("node_modules/immer", "immer", "10.1.1"),
        Installed("node_modules/kit", "kit", "2.3.0", {"immer": "^9.0.6"}),
        Installed("node_modules/kit/node_modules/immer", "immer", "9.0.21"),
    ]
    finding = only("duplicate-package", furnished(two_immers(), *told))
    assert "Keep 9.0.21" in finding.how, "the only one in both ranges"
    told[0] = Installed("", "app", "1.0.0", {"immer": "^10.0.0", "kit": "^2.0.0"})
    finding = only("duplicate-package", furnished(two_immers(), *told))
    assert "`^9.0.6`" in finding.why
    assert finding.example is not None
    assert '"overrides"' in finding.example.after


def test_a_package_in_one_file_and_in_many_are_the_same() -> None:
    made = app()
    added(made, "node_modules/zoom/node_modules/colour/dist/colour.mjs", 30_000)
    for name in ("rgb", "hsl"):
        added(made, f"node_modules/colour/src/{name}.js", 14_000)
    finding = only("duplicate-package", made.study())
    assert finding.saving is not None
    assert finding.saving.value == 28_000


def test_noise_is_one_note() -> None:
    made = app()
    for name in ("one", "two"):
        added(made, f"node_modules/{name}/index.js", 900)
        added(made, f"node_modules/kit/node_modules/{name}/index.js", 800)
    finding = only("duplicate-package", made.study())
    assert finding.severity is Severity.INFO
    assert finding.title == "2 packages in several copies"
    assert finding.measures[0].value == 1_600


def test_one_copy_of_each_is_none() -> None:
    made = app()
    added(made, "node_modules/immer/index.js", 30_000)
    added(made, "node_modules/kit/index.js", 30_000)
    assert not found("duplicate-package", made.study())


def test_of_two_packages_for_one_job_the_preferred_stays() -> None:
    made = app()
    added(made, "node_modules/zod/index.js", 60_000)
    added(made, "node_modules/yup/index.js", 34_000)
    finding = only("alternative-packages", made.study())
    assert finding.title == "Two packages for validating data: zod and yup"
    assert finding.saving is not None
    assert finding.saving.value == 34_000
    assert finding.cause == "bundle\nyup\nremove"
    assert "Keep zod" in finding.how


def test_what_another_package_needs_stays_anyway() -> None:
    made = app()
    added(made, "node_modules/zod/index.js", 60_000)
    added(made, "node_modules/forms/index.js", 5_000)
    added(made, "node_modules/yup/index.js", 34_000, "src/index.js", "node_modules/forms/index.js")
    finding = only("alternative-packages", made.study())
    assert finding.saving is not None
    assert finding.saving.value == 60_000
    assert "yup stays anyway" in finding.why


def test_a_wrapper_goes_with_what_it_wraps() -> None:
    made = app()
    added(made, "node_modules/uplot/index.js", 40_000)
    added(made, "node_modules/react-chartjs-2/index.js", 3_000)
    added(
        made,
        "node_modules/chart.js/dist/chart.js",
        160_000,
        "node_modules/react-chartjs-2/index.js",
    )
    finding = only("alternative-packages", made.study())
    assert finding.saving is not None
    assert finding.saving.value == 163_000


def test_packages_only_others_need_are_not_ours_to_drop() -> None:
    made = app()
    added(made, "node_modules/forms/index.js", 5_000)
    for name in ("zod", "yup"):
        added(made, f"node_modules/{name}/index.js", 60_000, "node_modules/forms/index.js")
    assert not found("alternative-packages", made.study())


def test_patterns_name_packages_of_single_functions() -> None:
    made = app()
    added(made, "node_modules/lodash-es/debounce.js", 10_000)
    added(made, "node_modules/lodash.debounce/index.js", 4_000)
    finding = only("alternative-packages", made.study())
    assert "lodash.debounce" in finding.title


def test_a_package_browsers_can_do_without() -> None:
    made = app()
    added(made, "node_modules/axios/index.js", 40_000)
    finding = only("replaceable-package", made.study())
    assert finding.severity is Severity.WARNING
    assert finding.where == "src/index.js:1"
    assert finding.saving is not None
    assert finding.saving.low < finding.saving.value < finding.saving.high == 39_700
    assert "fetch" in finding.how
    assert finding.cause == "bundle\naxios\nremove"


def test_a_replaceable_package_that_a_dependency_brings_in_is_not_ours() -> None:
    made = app()
    added(made, "node_modules/client/index.js", 1_000)
    added(made, "node_modules/axios/index.js", 40_000, "node_modules/client/index.js")
    assert not found("replaceable-package", made.study())


def test_below_its_limit_a_replaceable_package_is_left_alone() -> None:
    made = app()
    added(made, "node_modules/uuid/index.js", 3_999)
    assert not found("replaceable-package", made.study())
    assert found("replaceable-package", made.study(), bytes=3_000)


def test_a_large_package_at_start_is_a_warning_and_a_later_one_a_note() -> None:
    made = app()
    added(made, "node_modules/maps/index.js", 300_000)
    assert only("large-package", made.study()).severity is Severity.WARNING
    made = app()
    made.chunk("later", parents=("main",))
    made.module("node_modules/maps/index.js", 300_000, chunk="later")
    made.lazily("src/index.js", "node_modules/maps/index.js")
    finding = only("large-package", made.study())
    assert finding.severity is Severity.INFO
    assert "loads later" in finding.why


def test_a_large_module_of_own_code() -> None:
    made = app()
    added(made, "src/generated.js", 250_000)
    finding = only("large-module", made.study())
    assert finding.severity is Severity.WARNING
    assert finding.measures[1].value > 0.9
    assert not found("large-module", made.study(), bytes=300_000)


def test_without_imports_alternatives_and_copies_are_told_by_their_size() -> None:
    made = app()
    for path in ("zod/index.js", "yup/index.js", "kit/node_modules/zod/index.js"):
        made.module(f"node_modules/{path}", 40_000, chunk="main")
    finding = only("alternative-packages", made.study())
    assert "do not tell who imports" in finding.why
    assert finding.saving is not None
    assert (finding.saving.low, finding.saving.value) == (0, 40_000)
    assert only("duplicate-package", made.study()).severity is Severity.WARNING


@pytest.mark.parametrize(("package", "fires"), [("react-dom", False), ("plotter", True)])
def test_frameworks_are_not_called_large(package: str, fires: bool) -> None:
    made = BundleBuilder()
    made.chunk("main", initial=True)
    made.module("src/index.js", 20_000, chunk="main", entry=True)
    made.module(f"node_modules/{package}/index.js", 180_000, chunk="main")
    study = made.study()
    for detector in ("large-package", "large-module"):
        findings = found(detector, study)
        assert bool(findings) is fires
        # Nobody is known to import it.
        assert not any("imported by" in finding.why for finding in findings)
