"""Built files beside stats: where they are looked for, and which are taken."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from perfview.bundles.built.finding import found_beside
from perfview.bundles.model import MAP
from perfview.findings.forecast import UnanswerableError
from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from tests.bundles.building import BundleBuilder
from tests.bundles.built.opening import SAMPLES, adds_up, opened, unpacked


@pytest.mark.parametrize(
    ("stats", "files"),
    [
        ("stats.json", "dist"),
        ("stats.json", "."),
        ("stats.json", "build/static/js"),
        ("reports/stats.json", "dist"),
        ("stats.json", "anything"),
        ("stats.json", "dist/web"),
    ],
)
def test_where_files_are_found(tmp_path: Path, stats: str, files: str) -> None:
    unpacked("webpack", tmp_path / "made")
    (tmp_path / "app" / stats).parent.mkdir(parents=True)
    shutil.move(tmp_path / "made" / "stats.json", tmp_path / "app" / stats)
    shutil.copytree(tmp_path / "made" / "dist", tmp_path / "app" / files, dirs_exist_ok=True)
    study = opened(tmp_path / "app" / stats)
    if files == "build/static/js":
        # Too deep to be guessed; it is found when it is named.
        assert len(study.built) == 0
        study = opened(tmp_path / "app" / stats, [tmp_path / "app" / "build/static"])
    assert len(study.built) == 2
    assert study.weights.how == "source map"
    assert adds_up(study)


def test_files_deeper_in_a_folder_that_was_opened(tmp_path: Path) -> None:
    """As Angular has it: the stats beside the folder of the files, both deeper."""
    stats = unpacked("webpack", tmp_path / "made")
    (tmp_path / "dist" / "app").mkdir(parents=True)
    shutil.copytree(stats.parent / "dist", tmp_path / "dist" / "app" / "browser" / "js")
    shutil.move(stats, tmp_path / "dist" / "app" / "stats.json")
    study = opened(tmp_path / "dist")
    assert len(study.built) == 2
    assert adds_up(study)


def test_the_fitting_of_several_builds_is_taken(tmp_path: Path) -> None:
    stats = unpacked("esbuild", tmp_path)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.js").write_text("console.log('of another app')")
    study = opened(stats)
    assert study.built.folder == tmp_path / "esdist"
    assert len(study.built) == 3


def test_files_of_another_build_are_left_out_and_told(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (main,) = (tmp_path / "dist").glob("main.*.js")
    main.write_bytes(main.read_bytes() + b"\n")
    study = opened(stats)
    assert len(study.built) == 1
    oddity = study.report.find("stale-build")
    assert oddity is not None
    assert oddity.count == 1
    assert "another size" in oddity.detail
    assert adds_up(study)


def test_a_file_that_changes_later_is_no_traceback(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    study = opened(stats)
    (main,) = (tmp_path / "dist").glob("main.*.js")
    main.write_bytes(b"gone")
    for file in study.built.by_asset.values():
        if file.path == main:
            with pytest.raises(UnreadableInput):
                file.code()
    assert adds_up(study)
    assert study.report.find("source-map-unreadable") is not None


@pytest.mark.parametrize("name", ["../main.js", "/etc/main.js", "a/../../main.js", "C:\\main.js"])
def test_names_do_not_lead_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "main.js").write_text("x" * 10)
    stats = tmp_path / "a" / "b" / "c" / "stats.json"
    stats.parent.mkdir(parents=True)
    stats.write_text("{}")
    built = BundleBuilder()
    built.chunk(name, size=10)
    assert len(found_beside(built.model(), Source(stats), ImportReport())) == 0


def test_an_archive_holds_stats_and_files(tmp_path: Path) -> None:
    study = opened(SAMPLES / "small_shop.webpack.zip")
    assert len(study.built) == 2
    beside = opened(unpacked("webpack", tmp_path))
    assert study.weights.bytes.tolist() == beside.weights.bytes.tolist()
    assert study.compressed.gzip_bytes.tolist() == beside.compressed.gzip_bytes.tolist()


def test_files_deeper_in_an_archive(tmp_path: Path) -> None:
    packed = tmp_path / "artifact.zip"
    with (
        zipfile.ZipFile(SAMPLES / "small_shop.webpack.zip") as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name.replace("dist/", "artifact/out/js/"), source.read(name))
    study = opened(packed)
    assert len(study.built) == 2
    assert study.weights.how == "source map"


def test_a_given_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnanswerableError, match="No file of this build"):
        opened(stats, [tmp_path / "empty"])


def test_maps_are_no_built_files(tmp_path: Path) -> None:
    study = opened(unpacked("esbuild", tmp_path))
    kinds = study.model.assets.kind
    assert all(kinds[row] != MAP for row in study.built.by_asset)
