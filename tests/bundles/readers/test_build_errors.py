"""Stats that hold errors and warnings alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.engine.job import Job, Options
from perfview.recording.errors import UnreadableInput
from tests.bundles.readers.sampling import opened

_ERRORS = (
    ["./src/a.js\nModule not found"],
    [{"message": "Module not found", "moduleName": "./src/a.js"}],
)


@pytest.mark.parametrize("errors", _ERRORS)
def test_the_errors_are_told(tmp_path: Path, errors: list[object]) -> None:
    path = tmp_path / "stats.json"
    path.write_text(json.dumps({"errors": errors, "warnings": []}))
    document = Job(path, Options(use_cache=False, analyse=False)).run()
    assert document.identity.format == "build-errors"
    told = document.report.find("build-errors")
    assert told is not None
    assert "Module not found" in told.detail


def test_other_documents_with_errors_are_none() -> None:
    with pytest.raises(UnreadableInput, match="No reader"):
        opened(b'{"errors": [{"message": "no such field"}], "data": null}')
