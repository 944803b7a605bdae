"""Packages as they are installed, by package.json or lock file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.bundles.furnishing.installed import InstalledPackages
from perfview.bundles.furnishing.project import projects_of

FOLDERS = {
    "node_modules/a": "",
    "node_modules/b": "",
    "node_modules/a/node_modules/b": "",
    "node_modules/@s/c": "",
}

NPM = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"a": "^1.0.0"}},
        "node_modules/a": {"version": "1.2.0", "dependencies": {"b": "^2.0.0"}},
        "node_modules/b": {"version": "1.9.0", "name": "real-b"},
        "node_modules/a/node_modules/b": {"version": "2.1.0"},
        "node_modules/@s/c": {"version": "3.0.0", "peerDependencies": {"b": "*"}},
    },
}
OLD_NPM = {
    "lockfileVersion": 1,
    "dependencies": {
        "a": {
            "version": "1.2.0",
            "requires": {"b": "^2.0.0"},
            "dependencies": {"b": {"version": "2.1.0"}},
        },
        "b": {"version": "npm:real-b@1.9.0"},
        "@s/c": {"version": "3.0.0"},
    },
}
YARN = """# yarn lockfile v1

"@s/c@^3.0.0":
  version "3.0.0"
  resolved "https://registry.yarnpkg.com/@s/c/-/c-3.0.0.tgz#x"

a@^1.0.0, a@^1.1.0:
  version "1.2.0"
  dependencies:
    b "^2.0.0"

b@^1.0.0:
  version "1.9.0"

b@^2.0.0:
  version "2.1.0"
"""
BERRY = """__metadata:
  version: 8

"@s/c@npm:^3.0.0":
  version: 3.0.0
  resolution: "@s/c@npm:3.0.0"
  linkType: hard

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.2.0
  resolution: "a@npm:1.2.0"
  dependencies:
    b: "npm:^2.0.0"

"b@npm:^1.0.0":
  version: 1.9.0

"b@npm:^2.0.0":
  version: 2.1.0
"""
MANIFEST = {"name": "app", "dependencies": {"a": "^1.0.0", "b": "^1.0.0"}}


def _at(root: Path, folder: str, manifest: dict[str, object]) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "package.json").write_text(json.dumps(manifest))


def test_package_json_tells_all(tmp_path: Path) -> None:
    _at(tmp_path, "", MANIFEST | {"devDependencies": {"webpack": "5"}})
    exports = {".": {"require": "./a.cjs", "import": "./a.mjs"}}
    told = {"name": "real-a", "version": "1.0.1", "sideEffects": ["*.css"], "exports": exports}
    _at(tmp_path, "node_modules/a", told | {"peerDependencies": {"b": "*"}})
    _at(tmp_path, "node_modules/b", {"name": "b", "version": "9.0.0", "sideEffects": False})
    installed = InstalledPackages([tmp_path], FOLDERS)
    a, b = installed["node_modules/a"], installed["node_modules/b"]
    assert (a.name, a.version, a.requires) == ("real-a", "1.0.1", {"b": "*"})
    assert (a.side_effects, a.has_esm) == (("*.css",), True)
    assert (b.side_effects, b.has_esm) == (False, False)
    assert installed[""].requires == {"a": "^1.0.0", "b": "^1.0.0", "webpack": "5"}
    assert set(installed) == {"", "node_modules/a", "node_modules/b"}
    assert installed.get("node_modules/@s/c") is None


@pytest.mark.parametrize("lock", [NPM, OLD_NPM], ids=["npm 7", "npm 6"])
def test_locks_of_npm(tmp_path: Path, lock: object) -> None:
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    installed = InstalledPackages([tmp_path], FOLDERS)
    versions = {folder: installed[folder].version for folder in FOLDERS}
    assert list(versions.values()) == ["1.2.0", "1.9.0", "2.1.0", "3.0.0"]
    assert installed["node_modules/a"].requires == {"b": "^2.0.0"}


@pytest.mark.parametrize("lock", [YARN, BERRY], ids=["classic", "berry"])
def test_locks_of_yarn(tmp_path: Path, lock: str) -> None:
    _at(tmp_path, "", MANIFEST)
    (tmp_path / "yarn.lock").write_text(lock)
    installed = InstalledPackages([tmp_path], FOLDERS)
    versions = {folder: installed[folder].version for folder in FOLDERS}
    assert list(versions.values()) == ["1.2.0", "1.9.0", "2.1.0", "3.0.0"]
    assert installed["node_modules/a"].requires == {"b": "^2.0.0"}


def test_older_locks_of_pnpm(tmp_path: Path) -> None:
    lock = """lockfileVersion: 5.4

specifiers:
  a: ^1.0.0

dependencies:
  a: 1.2.0_b@2.1.0

packages:

  /a/1.2.0_b@2.1.0:
    resolution: {integrity: sha512-y}
    dependencies:
      b: 2.1.0
    dev: false

  /@s/c_d/3.0.0:
    resolution: {integrity: sha512-x}
"""
    (tmp_path / "pnpm-lock.yaml").write_text(lock)
    folders = {"node_modules/a": "", "node_modules/@s/c_d": ""}
    installed = InstalledPackages([tmp_path], folders)
    assert installed["node_modules/a"].version == "1.2.0"
    assert installed["node_modules/@s/c_d"].version == "3.0.0"


def test_aliases_of_yarn(tmp_path: Path) -> None:
    _at(tmp_path, "", {"dependencies": {"b1": "npm:b@^1.0.0"}})
    (tmp_path / "yarn.lock").write_text('"b1@npm:b@^1.0.0":\n  version "1.9.0"\n')
    found = InstalledPackages([tmp_path], {"node_modules/b1": ""})["node_modules/b1"]
    assert (found.name, found.version) == ("b", "1.9.0")


def test_locks_of_pnpm(tmp_path: Path) -> None:
    lock = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.2.0(b@2.1.0)
      b1:
        specifier: npm:b@^1.0.0
        version: b@1.9.0

packages:

  '@s/c@3.0.0':
    resolution: {integrity: sha512-x}

  a@1.2.0:
    resolution: {integrity: sha512-y}
    peerDependencies:
      b: '*'

  b@1.9.0:
    resolution: {integrity: sha512-z}

snapshots:

  a@1.2.0(b@2.1.0):
    dependencies:
      b: 2.1.0
"""
    (tmp_path / "pnpm-lock.yaml").write_text(lock)
    stored = "node_modules/.pnpm/b@1.9.0/node_modules/b"
    folders = {"node_modules/a": "", "node_modules/@s/c": "", stored: "1.9.0"}
    folders["node_modules/b1"] = ""
    installed = InstalledPackages([tmp_path], folders)
    assert installed["node_modules/a"].version == "1.2.0"
    # Versions that were chosen are no ranges: only what peers may be is told.
    assert installed["node_modules/a"].requires == {"b": "*"}
    alias = installed["node_modules/b1"]
    assert (alias.name, alias.version) == ("b", "1.9.0")
    assert installed["node_modules/@s/c"].version == "3.0.0"
    assert installed[stored].version == "1.9.0"


def test_nothing_outside_the_project_is_read(tmp_path: Path) -> None:
    _at(tmp_path, "secret", {"name": "secret", "version": "6.6.6"})
    _at(tmp_path, "app", {"name": "app"})
    folders = {"../secret": "", "node_modules/../../secret": "", str(tmp_path / "secret"): ""}
    installed = InstalledPackages([tmp_path / "app"], folders)
    assert set(installed) == {""}


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", "null", '{"packages": 7}', "a:\n  b"])
def test_broken_files_tell_nothing(tmp_path: Path, text: str) -> None:
    for name in ("package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"):
        (tmp_path / name).write_text(text)
    installed = InstalledPackages([tmp_path], FOLDERS)
    assert [each for each in installed if each] == []


def test_the_project_is_found_above(tmp_path: Path) -> None:
    _at(tmp_path, "", {"name": "workspace"})
    _at(tmp_path, "packages/app", MANIFEST)
    stats = tmp_path / "packages/app/build/reports/stats.json"
    stats.parent.mkdir(parents=True)
    stats.write_text("{}")
    assert projects_of(stats, is_folder=False) == [tmp_path / "packages/app", tmp_path]
    deep = tmp_path.joinpath(*"abcdefg")
    deep.mkdir(parents=True)
    assert projects_of(deep, is_folder=True) == []
