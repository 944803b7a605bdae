"""Source maps by themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.recording.errors import UnreadableInput
from tests.bundles.readers.sampling import files, names, opened, placed

CODE = "let ü=1;let b=2;\nconsole.log(a,b);\n"
MAP = {
    "version": 3,
    "file": "out.js",
    "sources": ["webpack://shop/./src/a.js", "webpack://shop/./node_modules/b/index.js", None],
    "sourcesContent": ["const a = 1;", None, None],
    "names": [],
    # (0,0) a.js, (0,8) b, (0,14) nothing; (1,0) a.js, (1,12) a source without a name.
    "mappings": "AAAA,QCAA,M;ADCA,YEDA",
}


def test_exact_beside_the_built_file(tmp_path: Path) -> None:
    (tmp_path / "out.js").write_text(CODE)
    (tmp_path / "out.js.map").write_text(json.dumps(MAP))
    model, report = opened(tmp_path / "out.js.map", "source-map")
    assert placed(model) == {"src/a.js": 9 + 12, "node_modules/b/index.js": 6}
    assert files(model) == {"out.js": len(CODE.encode())}
    nameless = report.find("nameless-source")
    assert nameless is not None
    assert nameless.count == 1
    assert not report.find("no-built-file")


def test_in_characters_without_it(tmp_path: Path) -> None:
    (tmp_path / "out.js.map").write_text(json.dumps(MAP))
    model, report = opened(tmp_path / "out.js.map", "source-map")
    assert placed(model) == {"src/a.js": 8 + 12, "node_modules/b/index.js": 6}
    assert files(model) == {"out.js": -1}
    assert report.find("no-built-file")
    assert model.modules.source_bytes[names(model).index("src/a.js")] == 12


def test_an_index_map(tmp_path: Path) -> None:
    inner = {"version": 3, "sources": ["../x.ts"], "names": [], "mappings": "AAAA,KAAA"}
    sections = [
        {"offset": {"line": 0, "column": 0}, "map": inner},
        {"offset": {"line": 1, "column": 0}, "map": {**inner, "sources": ["../y.ts"]}},
    ]
    (tmp_path / "i.js.map").write_text(json.dumps({"version": 3, "sections": sections}))
    (tmp_path / "i.js").write_text("12345678\n123\n")
    model, _ = opened(tmp_path / "i.js.map", "source-map")
    assert placed(model) == {"x.ts": 8, "y.ts": 3}


@pytest.mark.parametrize("change", [{"mappings": "!!"}, {"sources": []}, {"mappings": 3}])
def test_what_is_no_map_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "out.js.map"
    path.write_text(json.dumps({**MAP, **change}))
    with pytest.raises(UnreadableInput):
        opened(path, "source-map")
