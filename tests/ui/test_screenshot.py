"""The real window on the sample recording, drawn without a display."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from perfview.recording.bundled import bundled
from perfview.recording.errors import UnreadableInput
from perfview.ui.screenshot import render_screenshot
from perfview.ui.theme import theme

SAMPLE = next(iter(sorted(bundled("samples").glob("*.otlp*"))))


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))


def colours(image: QImage, left: int, top: int, right: int, bottom: int) -> set[int]:
    return {
        image.pixel(x, y) & 0xFFFFFF for x in range(left, right, 7) for y in range(top, bottom, 7)
    }


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_sample_in_both_themes(qtbot, tmp_path: Path, name: str) -> None:
    out = tmp_path / "shot.png"
    render_screenshot(SAMPLE, out, theme=name, size=(1400, 900), use_cache=False)
    image = QImage(str(out))
    assert (image.width(), image.height()) == (1400, 900)
    window = QColor(theme.current().window).rgb() & 0xFFFFFF
    assert theme.current().name == name
    assert image.pixel(300, 4) & 0xFFFFFF == window
    # The centre holds a picture: many colours, not one surface with a word on it.
    assert len(colours(image, 400, 250, 950, 600)) > 12
    assert not (tmp_path / "config").exists()


def test_selecting_by_rank_changes_the_picture(qtbot, tmp_path: Path) -> None:
    plain, chosen = tmp_path / "plain.png", tmp_path / "chosen.png"
    render_screenshot(SAMPLE, plain, size=(1400, 900))
    render_screenshot(SAMPLE, chosen, size=(1400, 900), select="1")
    assert QImage(str(plain)) != QImage(str(chosen))


def test_the_start_page(qtbot, tmp_path: Path) -> None:
    out = tmp_path / "start.png"
    render_screenshot(None, out, size=(1200, 800))
    accent = QColor(theme.current().accent_fill).rgb() & 0xFFFFFF
    assert accent in colours(QImage(str(out)), 300, 100, 900, 700)


def test_what_is_not_there_is_refused(qtbot, tmp_path: Path) -> None:
    out = tmp_path / "shot.png"
    with pytest.raises(ValueError, match="no view “nonsense”; there are"):
        render_screenshot(SAMPLE, out, view="nonsense")
    with pytest.raises(ValueError, match="has the id “ffffffffffffffff”"):
        render_screenshot(SAMPLE, out, select="ffffffffffffffff")
    with pytest.raises(OSError, match="could not be written"):
        render_screenshot(None, tmp_path / "no" / "folder" / "x.png")
    assert not out.exists()


def test_a_file_that_cannot_be_read(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "noise.bin"
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(UnreadableInput):
        render_screenshot(path, tmp_path / "shot.png")
