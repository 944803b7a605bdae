"""Profiles of Papyrus scripts."""

from __future__ import annotations

import pytest

from perfview.profiles.readers.papyrus import Papyrus
from perfview.recording.errors import UnreadableInput
from tests.profiles.readers.json_reading import assert_equals_speedscope, opened
from tests.profiles.readers.text_reading import (
    assert_survives_damage,
    certainty,
    read,
    told,
    ways,
)

LOG = """Script_quest log opened (PC)
500:PUSH:7:1:quest (24021278):quest..run
600:PUSH:7:2:None:quest..parse
900:POP:7:2:None:quest..parse
1000:POP:7:1:quest (24021278):quest..run
1500:PUSH:8:1:None:quest..run
1600:POP:8:1:None:quest..run
Log closed
"""


def test_calls_in_time() -> None:
    study = opened(Papyrus, LOG.encode())
    assert ways(study) == [
        ("STACK 7;quest..run", 100e6),
        ("STACK 7;quest..run;quest..parse", 300e6),
        ("STACK 7;quest..run", 100e6),
        ("", 500e6),
        ("STACK 8;quest..run", 100e6),
    ]
    assert study.model.samples.time_ns.tolist() == [0, 100e6, 400e6, 500e6, 1000e6]
    assert study.model.threads.end_ns.tolist() == [1100e6]
    assert not told(study)


def test_returns_without_calls_and_other_lines_are_told() -> None:
    study = opened(Papyrus, LOG.replace("600:PUSH", "600:POP").encode() + b"???\n")
    assert told(study) == {"broken-line": 1, "unmatched-end": 2}


def test_events_out_of_order_are_sorted() -> None:
    lines = LOG.splitlines()
    lines[2], lines[3] = lines[3], lines[2]
    study = opened(Papyrus, "\n".join(lines).encode())
    assert told(study) == {"negative-time": 1}
    assert ways(study) == ways(opened(Papyrus, LOG.encode()))


def test_other_texts() -> None:
    assert certainty(Papyrus, b"1:2:3\n4:5:6\n") == 0
    with pytest.raises(UnreadableInput, match="not one call"):
        read(Papyrus, b"Stack_1 log opened (PC)\nLog closed\n")


def test_damaged_files() -> None:
    assert_survives_damage(Papyrus, LOG.encode())


@pytest.mark.parametrize("name", ["script", "stack"])
def test_corpus(name: str) -> None:
    assert_equals_speedscope(Papyrus, f"speedscope/sample/profiles/papyrus/{name}.log")
