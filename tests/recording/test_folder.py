from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.recording import folder as folders
from perfview.recording.source import Source


def listed(path: Path) -> list[str]:
    with Source(path) as source:
        assert source.is_folder
        found = json.loads(source.read_at(0, source.size))
    assert found["perfview"] == "folder"
    assert found["root"] == str(path)
    return [name for name, _, _ in found["files"]]


def test_a_folder_is_the_listing_of_its_files(tmp_path: Path) -> None:
    for name in ("b/main.js", "a.js", "node_modules/x/index.js", ".git/HEAD", ".vite/m.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("12345")
    assert listed(tmp_path) == [".vite/m.json", "a.js", "b/main.js"]
    with Source(tmp_path) as source:
        assert source.on_disk == 15


def test_its_key_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = Source(tmp_path).content_key()
    (tmp_path / "a.js").write_text("22")
    assert Source(tmp_path).content_key() != before


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.js").write_text("1")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert listed(tmp_path) == ["in/a.js"]


def test_a_huge_folder_is_listed_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    for number in range(9):
        (tmp_path / f"{number}.js").write_text("1")
    assert len(listed(tmp_path)) == 3
