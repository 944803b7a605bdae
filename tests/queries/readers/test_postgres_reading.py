"""Large, cut and broken logs: what can be kept is kept, and nothing is worse than a message."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from perfview.queries.model import QueryModel
from perfview.queries.readers.postgres.columns import LogEntries
from perfview.queries.readers.postgres.reading import read_log
from perfview.queries.readers.postgres.structured import csv_entries, json_entries
from perfview.queries.readers.postgres.text_log import read_text_log
from perfview.queries.soundness import is_sound_model
from perfview.recording.errors import Cancelled, UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.queries.readers.logs import READERS, calls_of, read, recorded

_HEAD = "2026-03-02 10:00:00.000 UTC [9] bob@shop LOG:  duration: 5.0 ms  statement: "
Entering = Callable[[np.ndarray, int, int], LogEntries]


def _in_pieces(name: str, entering: Entering | None) -> QueryModel:
    source = Source.from_bytes(recorded(name))
    if entering is None:
        model, report = read_text_log(source, Progress(), piece=60_000)
    else:
        model, report = read_log(source, entering, Progress(), "the log", 60_000)
    assert report.find("read-in-pieces") is not None
    assert report.find("not-an-entry") is None
    return model


@pytest.mark.parametrize(
    ("name", "entering"),
    [("postgres15.log", None), ("postgres15.csv", csv_entries), ("postgres15.json", json_entries)],
)
def test_pieces_tell_what_the_whole_tells(name: str, entering: Entering | None) -> None:
    whole, _ = read(recorded(name))
    model = _in_pieces(name, entering)
    assert is_sound_model(model)
    told = model.calls.duration_ns
    assert told[told >= 0].sum() == whole.calls.duration_ns[whole.calls.duration_ns >= 0].sum()
    # A run told in several steps may be cut once a piece.
    assert 0 <= len(model.calls) - len(whole.calls) <= 12
    assert set(calls_of(model)) >= {call for call in calls_of(whole) if call[1] > 5}
    assert len(model.sessions) == len(whole.sessions)
    assert len(model.events) == len(whole.events)
    assert len(model.plans) == len(whole.plans)
    assert (np.diff(model.calls.start_ns) >= 0).all()


def test_places_are_where_entries_begin() -> None:
    for name, entering in (("postgres15.log", None), ("postgres15.json", json_entries)):
        text = recorded(name)
        for place in _in_pieces(name, entering).calls.place[::50].tolist():
            assert text[place - 1 : place + 1] in (b"\n2", b"\n{")


def test_a_log_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    packed = gzip.compress(recorded("postgres15.log"))
    path = tmp_path / "cut.log.gz"
    path.write_bytes(packed[: len(packed) // 2])
    with Source(path) as source:
        model, report = READERS[0]().read(source, Progress())
    assert len(model.calls) > 100
    assert not report.complete
    assert report.find("truncated") is not None


def test_long_statements_are_read() -> None:
    long = "SELECT * FROM t WHERE a IN (" + ",".join(map(str, range(300_000))) + ")"
    model, _ = read(f"{_HEAD}SELECT 1\n{_HEAD}{long}")
    assert [text for text, _ in calls_of(model)] == ["SELECT ?", "SELECT * FROM t WHERE a IN (?)"]
    longest = max(len(model.strings[int(text)]) for text in model.samples.text)
    assert longest <= 1 << 16


def test_bytes_of_other_programs_are_left_out() -> None:
    plain = f"{_HEAD}SELECT\n\t1\n" * 20
    noise = bytes(range(128, 256)) * 3
    model, report = read(plain.encode() + noise + b"\n" + plain.encode())
    assert len(model.calls) == 40
    assert len(model.statements) == 1
    assert report.find("not-an-entry") is not None


def test_encodings_may_be_mixed() -> None:
    log = f"{_HEAD}SELECT 'é'\n".encode() + f"{_HEAD}SELECT 'é'\n".encode("latin-1")
    assert len(read(log)[0].calls) == 2
    assert len(read(f"{_HEAD}SELECT 'é'\n".encode("utf-16"))[0].calls) == 1


def test_what_is_no_log_is_refused() -> None:
    for reader in READERS:
        with pytest.raises(UnreadableInput):
            reader().read(Source.from_bytes(b"hello\n\0\xff" * 50), Progress())


def test_reading_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        READERS[0]().read(Source.from_bytes(recorded("postgres15.log")), progress)


def test_damage_never_crashes() -> None:
    chance = random.Random(8)
    kept = 0
    for name, reader in zip(("postgres15.log", "postgres15.csv", "postgres15.json"), READERS,
                            strict=True):  # fmt: skip
        good = recorded(name)
        for _ in range(40):
            start = chance.randrange(len(good) - 9000)
            damaged = bytearray(good[start : start + chance.randrange(1, 9000)])
            for _ in range(6):
                at = chance.randrange(len(damaged))
                damaged[at : at + chance.randrange(9)] = chance.choice(
                    [b'"', b"\n", b"LOG:  ", b"\\ud800", b"{", b"\0\xff", b"duration: 9e99 ms"]
                )
            try:
                model, _ = reader().read(Source.from_bytes(bytes(damaged)), Progress())
            except UnreadableInput:
                continue
            kept += 1
            assert is_sound_model(model)
    assert kept > 60
