"""What was not used of files and modules, by coverage."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.bundles.furnishing.text_units import byte_offsets
from perfview.bundles.model import SCRIPT
from perfview.bundles.patterns.coverage import unused_by_module, unused_of
from perfview.bundles.study import Study
from perfview.findings.forecast import UnanswerableError
from tests.bundles.built.opening import file_names, in_file, opened, unpacked


def _covered(folder: Path, entries: list[dict[str, object]]) -> Study:
    stats = unpacked("webpack", folder)
    given_file = folder / "coverage.json"
    given_file.write_text(json.dumps(entries))
    return opened(stats, [given_file])


def _main(folder: Path) -> tuple[str, str]:
    (main,) = (folder / "dist").glob("main.*.js")
    return main.name, main.read_text()


def test_unused_bytes_of_modules(tmp_path: Path) -> None:
    unpacked("webpack", tmp_path)
    name, text = _main(tmp_path)
    at = text.index("Grüß")
    entry = {"url": f"https://x/{name}?v=1", "text": text, "ranges": [{"start": 0, "end": at}]}
    study = _covered(tmp_path, [entry])
    asset = file_names(study)[name]
    (found,) = unused_of(study, SCRIPT)
    assert found.asset == asset
    assert found.unused == len(text[at:].encode())
    assert found.length == len(text.encode())
    named = {study.name_of(m): unused for m, unused in unused_by_module(study, found).items()}
    held = in_file(study, asset)
    assert "node_modules/clsx/dist/clsx.mjs" not in named
    assert 0 < named["src/index.js"] < held["src/index.js"]
    assert named["src/greet.js"] == pytest.approx(held["src/greet.js"], abs=8)


def test_runs_are_put_together(tmp_path: Path) -> None:
    unpacked("webpack", tmp_path)
    name, text = _main(tmp_path)
    halves = [(0, 1000), (500, len(text.encode("utf-16-le")) // 2)]
    entries = [
        {"url": f"http://localhost/{name}", "ranges": [{"start": a, "end": b}], "text": text}
        for a, b in halves
    ]
    study = _covered(tmp_path, list(entries))
    (found,) = unused_of(study, SCRIPT)
    assert (found.unused, len(found.stretches)) == (0, 0)
    assert unused_by_module(study, found) == {}


def test_coverage_of_other_code_is_left_aside(tmp_path: Path) -> None:
    unpacked("webpack", tmp_path)
    name, text = _main(tmp_path)
    entry = {"url": f"http://x/{name}", "ranges": [{"start": 0, "end": 4}], "text": text + " "}
    study = _covered(tmp_path, [entry, {"url": "http://x/else.js", "ranges": []}])
    assert unused_of(study, SCRIPT) == []


def test_a_file_that_tells_nothing_is_refused(tmp_path: Path) -> None:
    stats = unpacked("webpack", tmp_path)
    for name, text in (("a.json", "{}"), ("b.json", "{"), ("c.json", "[1]")):
        (tmp_path / name).write_text(text)
        with pytest.raises(UnanswerableError, match="coverage"):
            opened(stats, [tmp_path / name])
    with pytest.raises(UnanswerableError, match="is no file"):
        opened(stats, [tmp_path / "missing.json"])


@given(st.text(max_size=60), st.data())
def test_units_of_utf_16_as_bytes(text: str, data: st.DataObject) -> None:
    text = text.encode("utf-16", "ignore").decode("utf-16", "ignore")
    at = data.draw(st.integers(0, len(text)))
    units = len(text[:at].encode("utf-16-le")) // 2
    found = byte_offsets(text.encode(), np.array([units], np.int64))
    assert found.tolist() == [len(text[:at].encode())]
