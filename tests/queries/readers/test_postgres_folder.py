"""Rotated logs in a folder or an archive are one log."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from perfview.engine.identify import identify
from perfview.queries.model import QueryModel
from perfview.queries.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.queries.readers.logs import calls_of, read, recorded


def _halves() -> tuple[bytes, bytes]:
    """The recorded log, cut where a statement begins."""
    text = recorded("postgres15.log")
    cut = text.index(b"2026-11-22", len(text) // 2)
    while b"ms  statement" not in text[cut : text.index(b"\n", cut)]:
        cut = text.index(b"\n2026-11-22", cut) + 1
    return text[:cut], text[cut:]


def _opened(path: Path) -> QueryModel:
    with Source(path) as source:
        model = identify(source).reader.read(source, Progress())[0]
    assert isinstance(model, QueryModel)
    assert is_sound_model(model)
    return model


def _same(model: QueryModel) -> None:
    whole, _ = read(recorded("postgres15.log"))
    assert Counter(calls_of(model)) == Counter(calls_of(whole))
    assert len(model.sessions) == len(whole.sessions)
    assert len(model.statements) == len(whole.statements)
    assert len(model.plans) == 2


def test_an_archive_of_logs_is_one_log(tmp_path: Path) -> None:
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, half in enumerate(_halves()):
            archive.writestr(f"postgresql-{number}.log", half)
    _same(_opened(path))


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_folder_of_logs_is_one_log(tmp_path: Path, is_packed: bool) -> None:
    first, second = _halves()
    old = tmp_path / ("z.log.gz" if is_packed else "z.log")
    old.write_bytes(gzip.compress(first) if is_packed else first)
    os.utime(old, (1, 1))
    (tmp_path / "a.log").write_bytes(second)
    (tmp_path / "notes.txt").write_text("nothing")
    _same(_opened(tmp_path))


def test_a_server_that_writes_several_forms_is_counted_once(tmp_path: Path) -> None:
    for ending in ("log", "csv", "json"):
        (tmp_path / f"postgresql.{ending}").write_bytes(recorded(f"postgres15.{ending}"))
    assert len(_opened(tmp_path).calls) == len(read(recorded("postgres15.json"))[0].calls)
