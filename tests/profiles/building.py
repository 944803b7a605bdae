"""Profiles made by hand, for tests: what was sampled, written down as collapsed stacks."""

from __future__ import annotations

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study


def profile(
    *samples: str, interval_ns: int = 1_000_000, thread: str = "main", timed: bool = True
) -> Study:
    """A study of samples in their order, each ``main;run;parse 3`` (weight in intervals, 1 when
    left out); ``name@file.py:12`` gives a function a file and a line; "" is an idle sample."""
    builder = ProfileBuilder([("cpu", "ns")])
    main, now = builder.thread(thread), 0
    for text in samples:
        path, _, count = (
            text.rpartition(" ") if text[-1:].isdigit() and " " in text else (text,) * 3
        )
        times = int(count) if count != text else 1
        frames = [_frame(builder, part) for part in path.split(";") if part]
        stack = builder.stack_of(frames)
        weight = times * interval_ns
        builder.sample(main, stack, [weight], now if timed else None)
        now += weight
    if timed:
        builder.ends(main, now)
    return Study(builder.finish(interval_ns=interval_ns))


def _frame(builder: ProfileBuilder, text: str) -> int:
    name, _, place = text.partition("@")
    file, _, line = place.rpartition(":")
    if not line.isdigit():
        file, line = place, ""
    return builder.frame(builder.function(name, file, int(line or 0)))
