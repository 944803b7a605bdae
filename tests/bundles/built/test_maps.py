"""The map of a built file, and what becomes of strange ones."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from perfview.bundles.built.attributing import span_of
from perfview.bundles.built.files import BuiltFile
from perfview.bundles.built.maps import map_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.reading import read_map
from tests.bundles.built.opening import adds_up, opened, unpacked

MAP = json.dumps({"version": 3, "sources": ["a.js"], "mappings": "AAAA"})


def _file(folder: Path, code: str, name: str = "main.js") -> tuple[BuiltFile, bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(code)
    return BuiltFile(path, path.stat().st_size), path.read_bytes()


@pytest.mark.parametrize(
    ("comment", "place"),
    [
        ("//# sourceMappingURL=main.js.map", "main.js.map"),
        ("//@ sourceMappingURL=maps/x.json?v=3", "maps/x.json"),
        ("/*# sourceMappingURL=main.js.map */", "main.js.map"),
        ("//# sourceMappingURL=https://cdn.example/js/main.js.map\n", "main.js.map"),
        ("//# sourceMappingURL=/deployed/elsewhere/x.map", "x.map"),
        ("//# sourceMappingURL=a%20b.map", "a b.map"),
        ("", "main.js.map"),
    ],
)
def test_where_maps_are_found(tmp_path: Path, comment: str, place: str) -> None:
    file, code = _file(tmp_path, f"f()\n{comment}")
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text(MAP)
    found = map_of(file, code)
    assert found is not None
    assert found.sources == ["a.js"]


def test_a_map_may_stand_in_the_file(tmp_path: Path) -> None:
    data = base64.b64encode(MAP.encode()).decode()
    url = f"data:application/json;charset=utf-8;base64,{data}"
    file, code = _file(tmp_path, f"f()\n//# sourceMappingURL={url}\n")
    found = map_of(file, code)
    assert found is not None
    assert found.sources == ["a.js"]


@pytest.mark.parametrize("url", ["../secret.map", "../../etc/passwd", "data:x;base64,@@"])
def test_no_map(tmp_path: Path, url: str) -> None:
    (tmp_path / "secret.map").write_text(MAP)
    file, code = _file(tmp_path / "dist", f"f()\n//# sourceMappingURL={url}")
    assert map_of(file, code) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"version":2,"mappings":""}', '{"version":3,"mappings":"!!!"}', "\x00\xff"],
)
def test_strange_maps_are_told_and_left_aside(tmp_path: Path, text: str) -> None:
    stats = unpacked("webpack", tmp_path)
    (path,) = (tmp_path / "dist").glob("main.*.map")
    path.write_text(text, "latin-1")
    study = opened(stats)
    assert adds_up(study)
    oddity = study.report.find("source-map-unreadable")
    assert oddity is not None
    assert "main." in oddity.detail


def test_a_map_of_other_code_stays_within_the_file(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    (path,) = (tmp_path / "dist").glob("main.*.map")
    far = {"version": 3, "sources": ["webpack://x/./src/index.js"], "mappings": ";;;;AAAA,8DAAA"}
    path.write_text(json.dumps(far))
    assert adds_up(opened(stats))


def test_columns_are_units_of_utf_16_and_lines_end_with_a_line_feed() -> None:
    code = "é🎈a();b()\r\nö;c()".encode()
    # Segments at columns 3 (a), 7 (b) of the first line and 2 (c) of the second.
    value = {"version": 3, "sources": ["1", "2", "3"], "mappings": "GAAA,ICAA;ECAA"}
    span = span_of(code, read_map(json.dumps(value).encode()))
    texts = [code[a:b] for a, b in zip(span.start, span.stop, strict=True)]
    assert texts == [b"a();", b"b()\r", b"c()"]


def test_sections_are_moved_to_where_they_begin() -> None:
    part = {"version": 3, "sources": ["a.js"], "mappings": "AAAA"}
    other = {"version": 3, "sources": ["b.js"], "mappings": "AAAA"}
    whole = {
        "version": 3,
        "sections": [
            {"offset": {"line": 0, "column": 2}, "map": part},
            {"offset": {"line": 1, "column": 1}, "map": other},
        ],
    }
    code = b"xxaaaa\nybbb"
    span = span_of(code, read_map(json.dumps(whole).encode()))
    texts = [code[a:b] for a, b in zip(span.start, span.stop, strict=True)]
    assert texts == [b"aaaa", b"bbb"]


def test_reading_refuses_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    file = BuiltFile(tmp_path, 1)
    with pytest.raises(UnreadableInput):
        file.code()
