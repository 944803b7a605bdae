"""What tests of line-based formats share."""

from __future__ import annotations

import random
from pathlib import Path

from perfview.profiles.study import Study
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader
from perfview.recording.source import Source
from tests.profiles.readers.json_reading import assert_survives

SAMPLES = Path(__file__).parent / "text_samples"


def ways(study: Study) -> list[tuple[str, float]]:
    """Each sample's way of names, `main;run`, and its weight, in the order of the model."""
    model = study.model
    written: list[str] = []
    for parent, function in zip(model.stacks.parent, study.function, strict=True):
        name = study.name_of(int(function))
        written.append(f"{written[parent]};{name}" if parent >= 0 else name)
    stacks = ["" if stack < 0 else written[stack] for stack in model.samples.stack]
    return list(zip(stacks, model.weight().tolist(), strict=True))


def told(study: Study) -> dict[str, int]:
    """The oddities of the report, by kind."""
    return {oddity.kind: oddity.count for oddity in study.report.oddities}


def certainty(reader: type[Reader], content: bytes) -> float:
    """How sure a reader is of a content."""
    with Source.from_bytes(content) as source:
        return reader().sniff(source).certainty


def read(reader: type[Reader], content: bytes) -> Study:
    """What a reader makes of a content, recognised or not."""
    with Source.from_bytes(content) as source:
        return Study(*reader().read(source, Progress()))


def assert_survives_damage(reader: type[Reader], content: bytes, rounds: int = 150) -> None:
    """Content cut off anywhere and with bytes changed is read in part or refused."""
    dice = random.Random(7)
    for _ in range(rounds):
        assert_survives(reader, content[: dice.randrange(1, len(content))])
        broken = bytearray(content)
        for _ in range(dice.randrange(1, 12)):
            at = dice.randrange(len(broken))
            change = dice.choice([b"\n", b"\x00", b";", b" ", b"(", b")", b"\xff", b"9" * 30, b""])
            broken[at : at + dice.randrange(3)] = change
        assert_survives(reader, bytes(broken))
