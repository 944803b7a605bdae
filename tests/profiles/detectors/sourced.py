"""Profiles made by hand whose samples have lines, of sources that are written beside."""

from __future__ import annotations

from pathlib import Path

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study

MS = 1_000_000


def sourced(folder: Path, file: str, source: str, *samples: str, made_by: str = "py-spy") -> Study:
    """A study of ``main|12;run|5 30``: functions of `file` with the line each is at, then how many
    samples of 1 ms; `@other` after a name puts it into another file. Functions begin where the
    source names them."""
    path = folder / file
    path.write_text(source, "utf-8")
    builder, now = ProfileBuilder([("wall", "ns")]), 0
    thread = builder.thread("main")
    for sample in samples:
        ways, _, count = sample.rpartition(" ")
        frames = [_frame(builder, str(path), source, part) for part in ways.split(";")]
        stack = builder.stack_of(frames)
        for _ in range(int(count)):
            builder.sample(thread, stack, [MS], now)
            now += MS
    builder.ends(thread, now)
    return Study(builder.finish(interval_ns=MS, made_by=made_by))


def _frame(builder: ProfileBuilder, path: str, source: str, part: str) -> int:
    named, _, line = part.partition("|")
    name, at, other = named.partition("@")
    begins = next((i for i, t in enumerate(source.splitlines(), 1) if f" {name}(" in t), 1)
    function = builder.function(name, other if at else path, 0 if at else begins)
    return builder.frame(function, int(line or 0))
