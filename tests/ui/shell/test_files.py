"""Folders in, pictures and tables out."""

from __future__ import annotations

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
from perfview.ui.workspace.folder import files_in


def pretend_recognition(monkeypatch) -> None:
    """Files that begin with ok are traces, folders with a file `built` are bundles."""

    def recognise(source: Source) -> SimpleNamespace:
        if source.is_folder and (source.path / "built").exists():
            return SimpleNamespace(identity=SimpleNamespace(kind="bundles"))
        if source.is_folder or not source.head.startswith(b"ok"):
            raise UnreadableInput("no")
        return SimpleNamespace(identity=SimpleNamespace(kind="traces"))

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


def test_a_folder_without_recordings_says_so(qtbot, window, recording, monkeypatch) -> None:
    pretend_recognition(monkeypatch)
    told: list[str] = []
    monkeypatch.setattr(window.status, "tell", told.append)
    window.opening.open_folder(recording("notes", name="readme.txt").parent)
    qtbot.waitUntil(lambda: any("none of" in sentence for sentence in told))
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
