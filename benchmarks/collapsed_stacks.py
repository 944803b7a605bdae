"""Writes a file of collapsed stacks of a large service: deep, with long names, few lines alike."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.recordings import DATA

LINES = 168_000
_BYTES_A_LINE = 1_785
_HOW_OFTEN = (80, 12, 5, 2, 1)
_WORDS = ("handler", "service", "request", "parse", "encode", "cache", "store", "query", "render")


def collapsed_recording(lines: int = LINES) -> Path:
    """The file with that many stacks, 300 MB for the default, made when it is not there yet."""
    path = DATA / f"service-{lines}.collapsed"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr, flush=True)
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("w") as file:
            file.writelines(_stacks(lines))
        unfinished.rename(path)
    return path


def _stacks(lines: int) -> Iterator[str]:
    """Walks through a program whose functions call few others, some of them far more often."""
    dice = random.Random(5)
    names = [_name(dice, i) for i in range(6_000)]
    callees = [dice.choices(range(len(names)), k=5) for _ in names]
    stack = [0]
    for _ in range(lines):
        del stack[dice.randrange(1, len(stack) + 1) :]
        size = sum(len(names[each]) + 1 for each in stack)
        wanted = dice.gauss(_BYTES_A_LINE, 300)
        while size < wanted:
            stack.append(dice.choices(callees[stack[-1]], _HOW_OFTEN)[0])
            size += len(names[stack[-1]]) + 1
        yield f"{';'.join(names[each] for each in stack)} {dice.randrange(1, 40)}\n"


def _name(dice: random.Random, number: int) -> str:
    package = ".".join(dice.choices(_WORDS, k=4))
    return f"com.example.{package}.{dice.choice(_WORDS).title()}{number}.{dice.choice(_WORDS)}"
