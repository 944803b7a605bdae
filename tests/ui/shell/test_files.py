"""Folders in, pictures and tables out."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtGui import QImage

from perfview.recording.errors import UnreadableInput
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.ui.shell.export import proposed_name
from perfview.ui.shell.hexdump import Bytes, as_text, read_around
from perfview.ui.shell.import_report import where_it_ends
from perfview.ui.shell.moments import ago
from perfview.ui.shell.opening import told_of_scan
from perfview.ui.workspace.folder import FolderScan, files_in


def pretend_recognition(monkeypatch) -> None:
    """Files that begin with ok are traces, with stats bundles; folders with a file `built` surely
    are bundles, others with stats perhaps."""

    def recognise(source: Source) -> SimpleNamespace:
        if source.is_folder and (source.path / "built").exists():
            return recognised("bundles", 0.9)
        if source.is_folder and any(source.path.rglob("*.stats")):
            return recognised("bundles", 0.6)
        if source.is_folder or not source.head.startswith((b"ok", b"stats")):
            raise UnreadableInput("no")
        return recognised("traces" if source.head.startswith(b"ok") else "bundles", 0.9)

    def recognised(kind: str, certainty: float) -> SimpleNamespace:
        return SimpleNamespace(identity=SimpleNamespace(kind=kind), certainty=certainty)

    monkeypatch.setattr("perfview.engine.identify.identify", recognise)


def test_a_folder_opens_what_is_recognised(qtbot, window, recording, monkeypatch) -> None:
    pretend_recognition(monkeypatch)
    folder = recording("ok 3", name="b.json").parent
    recording("ok 3", name="a.json")
    recording("notes", name="readme.txt")
    recording("ok 3", name=".hidden.json")
    window.opening.open_paths([folder])
    qtbot.waitUntil(lambda: len(window.documents) == 2)
    assert [d.path.name for d in window.documents] == ["a.json", "b.json"]


def test_a_folder_somebody_built_into_opens_as_a_whole(
    qtbot, window, recording, monkeypatch
) -> None:
    pretend_recognition(monkeypatch)
    folder = recording("ok 3", name="a.json").parent
    recording("", name="built")
    window.opening.open_paths([folder])
    qtbot.waitUntil(lambda: len(window.documents) == 2)
    assert [d.path for d in window.documents] == [folder, folder / "a.json"]


def test_stats_of_several_bundlers_open_beside_each_other(
    qtbot, window, recording, monkeypatch
) -> None:
    pretend_recognition(monkeypatch)
    folder = recording("stats", name="a.stats").parent
    recording("stats", name="b.stats")
    scanned = found_in(qtbot, folder)
    assert scanned == [folder / "a.stats", folder / "b.stats"]
    recording("", name="built")
    assert found_in(qtbot, folder) == [folder]


def test_stats_below_a_folder_open_it_as_a_whole(qtbot, recording, monkeypatch) -> None:
    pretend_recognition(monkeypatch)
    folder = recording("notes", name="readme.txt").parent
    (folder / "below").mkdir()
    (folder / "below" / "a.stats").write_text("stats")
    assert found_in(qtbot, folder) == [folder]


def found_in(qtbot, folder: Path) -> list[Path]:
    scan = FolderScan(folder)
    with qtbot.waitSignal(scan.ended) as ended, qtbot.waitSignal(scan.finished):
        scan.start()
    return ended.args[0]


def test_escape_stops_looking_through_a_folder(qtbot, window, recording, monkeypatch) -> None:
    looked_at, go_on = threading.Event(), threading.Event()

    def slowly(path: Path) -> tuple[str, bool]:
        looked_at.set()
        go_on.wait(5)
        return "traces", True

    monkeypatch.setattr("perfview.ui.workspace.folder._kind_of", slowly)
    window.opening.open_paths([recording("ok 3").parent])
    assert looked_at.wait(5)
    window.session.step_back()
    go_on.set()
    qtbot.waitUntil(lambda: not window.opening._scans)
    assert len(window.documents) == 0


def test_what_came_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    assert told_of_scan(folder, [], 0) == "shop is no longer there."
    folder.mkdir()
    assert "no file is in it" in told_of_scan(folder, [], 0)
    assert told_of_scan(folder, [folder], 30) == "Opened shop as one build."
    both = told_of_scan(folder, [folder, folder / "a.json"], 30)
    assert both == "Opened shop as one build, and opened 1 recording of 30 files in shop."
    many = told_of_scan(folder, [folder / f"{i}" for i in range(24)], 400)
    assert many.startswith("Opened 24 recordings of 400 files in shop; more than that")


def test_a_folder_without_recordings_says_so(qtbot, window, recording, monkeypatch) -> None:
    pretend_recognition(monkeypatch)
    told: list[str] = []
    monkeypatch.setattr(window.status, "tell", told.append)
    window.opening.open_folder(recording("notes", name="readme.txt").parent)
    qtbot.waitUntil(lambda: any("none of 1 file in it" in sentence for sentence in told))
    assert len(window.documents) == 0


def test_a_folder_that_is_gone_is_empty(tmp_path: Path) -> None:
    assert files_in(tmp_path / "gone") == []


def test_a_picture_is_exported_as_png(qtbot, opened, tmp_path: Path) -> None:
    view = opened.views.view
    assert proposed_name(view) == "a.otlp-first.png"
    opened.session.export_to(tmp_path / "out.png")
    image = QImage(str(tmp_path / "out.png"))
    assert (image.width(), image.height()) == (view.width(), view.height())


def test_an_export_that_fails_is_a_sentence(qtbot, opened, tmp_path: Path, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(opened.status, "tell", told.append)
    opened.session.export_to(tmp_path / "no" / "folder" / "out.png")
    assert told[0].startswith("Not exported")


def test_the_bytes_around_a_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)))
    shown = read_around(path, 100)
    assert shown is not None
    assert shown.offset % 16 == 0
    assert shown.offset <= 100 < shown.offset + len(shown.data)
    assert shown.data == bytes(range(256))[shown.offset : shown.offset + len(shown.data)]
    assert read_around(path, 5000) is None
    assert read_around(tmp_path / "gone", 0) is None


def test_a_hex_dump_as_text() -> None:
    text = as_text(Bytes(16, b"trace\x00\xff", 21))
    assert text.startswith("0x00000010  74 72 61 63 65 00 ff")
    assert text.endswith("trace··")


def test_when_it_was() -> None:
    noon = 1_700_000_000.0
    assert ago(noon, noon + 5) == "just now"
    assert ago(noon, noon + 720) == "12 min ago"
    assert ago(noon, noon + 24 * 3600) == "yesterday"
    assert ago(noon, noon + 20 * 86400).endswith("Nov")
    assert ago(noon + 60, noon) == "just now"


def test_where_a_file_ends_is_told_so_that_it_cannot_be_misread() -> None:
    assert where_it_ends(ImportReport(read_bytes=66, total_bytes=100)) == (
        "only the first 66\u202f% of this file could be read"
    )
    near = ImportReport(read_bytes=399_459, total_bytes=400_000)
    assert where_it_ends(near) == "the last 541\u202fB of this file could not be read"
    told = "this file breaks off after 2.00\u202fkB, in the middle of a record"
    assert where_it_ends(ImportReport(read_bytes=2000)) == told
    assert where_it_ends(ImportReport(read_bytes=2000, total_bytes=2000)) == told
