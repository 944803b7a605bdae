"""What stands beside a build, or is given along with it."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from perfview.findings.forecast import UnanswerableError
from tests.bundles.built.opening import opened, unpacked

MANIFEST = {
    "name": "small-shop",
    "dependencies": {"clsx": "^2.1.0"},
    "size-limit": [{"path": "dist/main*.js", "limit": "20 kB"}],
}


def test_a_project_is_found_around_the_stats(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps(MANIFEST))
    clsx = tmp_path / "node_modules" / "clsx"
    clsx.mkdir(parents=True)
    (clsx / "package.json").write_text('{"name":"clsx","version":"2.1.1","type":"module"}')
    found = opened(stats).furnished
    assert found.root == tmp_path
    assert [budget.limit_bytes for budget in found.budgets] == [20_000]
    assert found.installed["node_modules/clsx"].version == "2.1.1"
    assert found.installed[""].requires == {"clsx": "^2.1.0"}
    assert "node_modules/dayjs" not in found.installed


def test_given_budgets_take_the_place_of_the_projects(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps(MANIFEST))
    given = tmp_path / "other.json"
    given.write_text('[{"path":"*.js","limit":"1 MB"}]')
    found = opened(stats, [given]).furnished
    assert [(budget.origin, budget.limit_bytes) for budget in found.budgets] == [
        ("other.json", 1_000_000)
    ]


def test_a_given_lock_file_tells_versions(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path / "somewhere")
    lock = tmp_path / "package-lock.json"
    lock.write_text('{"packages":{"node_modules/dayjs":{"version":"1.11.13"}}}')
    assert opened(stats, [lock]).furnished.installed["node_modules/dayjs"].version == "1.11.13"


def test_a_given_folder_holds_the_files(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path / "stats")
    shutil.move(tmp_path / "stats" / "dist", tmp_path / "elsewhere")
    assert len(opened(stats).built) == 0
    study = opened(stats, [tmp_path / "elsewhere"])
    assert len(study.built) == 2
    assert study.weights.how == "source map"


def test_without_a_project_nothing_is_made_up(tmp_path: Path) -> None:
    stats = unpacked("esbuild", tmp_path)
    found = opened(stats).furnished
    assert found.root is None
    assert found.budgets == ()
    assert dict(found.installed) == {}


@pytest.mark.parametrize("name", ["stats.json", "notes.txt"])
def test_other_files_are_refused_and_what_is_wanted_is_said(tmp_path: Path, name: str) -> None:
    stats = unpacked("webpack", tmp_path)
    (tmp_path / "notes.txt").write_text("no JSON")
    with pytest.raises(UnanswerableError) as error:
        opened(stats, [tmp_path / name])
    assert error.value.option == "--with"
    assert "size-limit" in str(error.value)


def test_versions_follow_from_what_is_installed(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (tmp_path / "package.json").write_text(json.dumps(MANIFEST))
    assert set(_versions(stats).values()) == {""}
    lock = {"packages": {"node_modules/clsx": {"name": "classes", "version": "2.1.1"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert _versions(stats)["clsx"] == "2.1.1"
    model = opened(stats).model
    names = model.strings.take(model.packages.real_name.tolist())
    assert [name for name in names if name] == ["classes"]


def test_a_project_in_the_archive_of_a_build(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    lock = {"packages": {"node_modules/clsx": {"version": "2.1.1"}}}
    archive = tmp_path / "build.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(stats, "shop/dist/stats.json")
        packed.writestr("shop/package.json", json.dumps(MANIFEST))
        packed.writestr("shop/package-lock.json", json.dumps(lock))
        packed.writestr("shop/node_modules/clsx/package.json", '{"version": "9.9.9", "name": 3}')
    (tmp_path / "package.json").write_text("{}")
    assert _versions(archive)["clsx"] == "9.9.9"
    assert [budget.limit_bytes for budget in opened(archive).furnished.budgets] == [20_000]
    assert opened(archive).furnished.root == archive / "shop"


def _versions(stats: Path) -> dict[str, str]:
    model = opened(stats).model
    found = model.strings.take(model.packages.version.tolist())
    return dict(zip(model.strings.take(model.packages.name.tolist()), found, strict=True))
