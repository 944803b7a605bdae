from __future__ import annotations

import threading
from pathlib import Path

import pytest

from perfview.engine.settings import RECENT_LIMIT, RecentFile, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "settings.json"


def test_nothing_saved_is_nothing_special(path: Path) -> None:
    settings = Settings(path)
    assert settings.thresholds == {}
    assert settings.dismissed == {}
    assert settings.recent == []
    assert settings.blob("window") == b""
    assert not path.exists()


def test_changes_are_seen_by_another_instance(path: Path) -> None:
    Settings(path).set_threshold("slow.limit", 5e8)
    Settings(path).keep_blob("window", b"\x00\xff")
    Settings(path).choose("theme", "light")
    assert Settings(path).thresholds == {"slow.limit": 5e8}
    assert Settings(path).blob("window") == b"\x00\xff"
    assert Settings(path).choice("theme", "dark") == "light"
    Settings(path).set_threshold("slow.limit", None)
    assert Settings(path).thresholds == {}


def test_dismissal_can_be_undone(path: Path) -> None:
    settings = Settings(path)
    settings.dismiss("n-plus-one-abc", "Batch the queries")
    settings.dismiss("slow-abc")
    assert list(settings.dismissed) == ["n-plus-one-abc", "slow-abc"]
    assert settings.dismissed["n-plus-one-abc"].title == "Batch the queries"
    settings.restore("n-plus-one-abc")
    assert list(settings.dismissed) == ["slow-abc"]


def test_recent_files_are_newest_first_once_each_and_bounded(path: Path) -> None:
    settings = Settings(path)
    for i in range(RECENT_LIMIT + 5):
        settings.remember(RecentFile(f"/r/{i}", verdict="slow"))
    settings.remember(RecentFile("/r/10", verdict="slower", saving="−4 ms"))
    recent = settings.recent
    assert len(recent) == RECENT_LIMIT
    assert [r.path for r in recent[:2]] == ["/r/10", f"/r/{RECENT_LIMIT + 4}"]
    assert (recent[0].verdict, recent[0].saving) == ("slower", "−4 ms")
    assert recent[0].when > 0
    settings.forget("/r/10")
    assert "/r/10" not in [r.path for r in settings.recent]


@pytest.mark.parametrize("broken", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_broken_file_is_set_aside(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(broken)
    settings = Settings(path)
    assert settings.recent == []
    assert path.with_suffix(".broken.json").read_bytes() == broken
    settings.choose("theme", "dark")
    assert Settings(path).choice("theme") == "dark"


def test_rows_edited_by_hand_are_left_out(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        '{"thresholds": {"a.b": "x", "c.d": 2, "e.f": true, "g.h": NaN}, "blobs": {"w": 5},'
        '"recent": [1, {"path": 5}, {"path": "/ok"}, {"path": "/no", "other": 1}],'
        '"dismissed": {"id": 1}, "choices": {"theme": []}}'
    )
    settings = Settings(path)
    assert settings.thresholds == {"c.d": 2.0}
    assert [r.path for r in settings.recent] == ["/ok"]
    assert settings.dismissed == {}
    assert settings.blob("w") == b""
    assert settings.choice("theme", "dark") == "dark"


def test_writers_never_tear_the_file(path: Path) -> None:
    def write(number: int) -> None:
        for i in range(30):
            Settings(path).choose(f"key{number}", str(i))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not path.with_suffix(".broken.json").exists()
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.choose("theme", "dark")
    assert settings.choice("theme") == ""
