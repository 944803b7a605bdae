"""Reports of Sonda before 0.8, as JSON and as a page."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from perfview.recording.errors import UnreadableInput
from tests.bundles.readers.sampling import entries, files, initial, opened, placed, sample

_START = "<!doctype html><html><head><title>Sonda report</title><script>"


def test_files_called_after_a_module_load_later() -> None:
    model, report = opened(sample("sonda7.json"), "sonda")
    assert entries(model) == ["index.html"]
    assert initial(model) == {"index-Dh6NlWQ5.js"}
    assert set(files(model)) - initial(model) == {"Settings-BjjoGjs2.js", "exporter-BMr73C3m.js"}
    assert not report.oddities


def test_bytes_are_as_told() -> None:
    told = json.loads(sample("sonda7.json"))["outputs"]
    model, _ = opened(sample("sonda7.json"))
    rest = "[unassigned]"
    wanted = sum(
        each["uncompressed"]
        for output in told.values()
        for name, each in output["inputs"].items()
        if name != rest
    )
    assert sum(placed(model).values()) == wanted
    assert sum(files(model).values()) == sum(each["uncompressed"] for each in told.values())
    # Zeros there are sizes nobody asked for.
    assert (model.assets.gzip_bytes == -1).all()


def test_the_page_is_the_same_document() -> None:
    data = quote(sample("sonda7.json").decode(), safe="")
    script = f"window.SONDA_JSON_REPORT = JSON.parse( decodeURIComponent( `{data}` ) );</script>"
    page, _ = opened(f"{_START}{script}".encode(), "bundle-report-page")
    plain, _ = opened(sample("sonda7.json"))
    assert placed(page) == placed(plain)
    assert initial(page) == initial(plain)


def test_a_page_that_breaks_off_before_its_data_says_so() -> None:
    with pytest.raises(UnreadableInput, match="breaks off before"):
        opened(f"{_START}window.SON".encode())
