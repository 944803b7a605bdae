"""What never ends may not fill the memory."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from perfview.recording import json_columns
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.readers.otlp_json import OtlpJson


@pytest.mark.parametrize(("begun", "filling"), [(b"", b" "), (b'"', b"a")])
def test_an_endless_value_is_given_up_at_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes, filling: bytes
) -> None:
    monkeypatch.setattr(json_columns, "MOST_UNIT", 4 * json_columns.BLOCK)
    path = tmp_path / "endless.json.gz"
    endless = begun + filling * (12 * json_columns.BLOCK)
    path.write_bytes(gzip.compress(b'{"resourceSpans":[' + endless, 1))
    with Source(path) as source, pytest.raises(UnreadableInput, match="of over 256 MiB"):
        OtlpJson().read(source, Progress())
