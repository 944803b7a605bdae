"""What others take for the same profiles: a JSON parser, `pprof -top`, and speedscope."""

from __future__ import annotations

import gc
import shutil
import subprocess
import time
from pathlib import Path

import orjson

from benchmarks import speedscope
from benchmarks.cpuprofiles import cpu_profile
from benchmarks.measures.profiles import TIMES
from benchmarks.pprof_recordings import pprof_recording
from benchmarks.profile_opening import best_opening
from benchmarks.result import Result

ROUNDS = 6
SPEEDSCOPE_TIMES = 10.0
"""How many times faster than speedscope the first picture has to be."""

_SAMPLES = (12_000, 100_000)
"""Samples of profiles that speedscope opens, 13 and 107 MB; far larger ones are too long a text."""


def measure(spans: int) -> list[Result]:
    """Seconds of each; ratios to speedscope, for the same file."""
    return [*_parsed(cpu_profile(TIMES * spans)), *_pprof(pprof_recording(spans)), *_speedscope()]


def _parsed(path: Path) -> list[Result]:
    """Only reading the JSON: no stack is folded yet. Garbage collection off, which favours it."""
    gc.disable()
    taken = []
    for _ in range(2):
        began = time.perf_counter()
        document = orjson.loads(path.read_bytes())
        taken.append(time.perf_counter() - began)
        del document
    return [Result("orjson.loads, cpuprofile", min(taken), "s", note="no stack folded yet")]


def _pprof(path: Path) -> list[Result]:
    """`pprof -top`, else `go tool pprof -top`; nothing where there is neither."""
    command = ["pprof"] if shutil.which("pprof") else ["go", "tool", "pprof"]
    if shutil.which(command[0]) is None:
        return []
    began = time.perf_counter()
    ran = subprocess.run([*command, "-top", str(path)], capture_output=True, check=False)
    taken = time.perf_counter() - began
    return [Result("pprof -top", taken, "s", note=" ".join(command))] if not ran.returncode else []


def _speedscope() -> list[Result]:
    if lacks := speedscope.missing():
        return [Result("speedscope: not measured", 0.0, "s", note=f"not here: {lacks}")]
    from perfview.kernels.warming import warm

    warm()
    results = []
    for samples in _SAMPLES:
        path = cpu_profile(samples)
        size = f"{path.stat().st_size / 1e6:.0f} MB"
        found = [taken for _ in range(2) if (taken := speedscope.seconds_to_picture(path))]
        if not found:
            results.append(Result(f"speedscope, {size}: gave up", 0.0, "s"))
            continue
        theirs, ours = min(found), best_opening(path, ROUNDS).picture_s
        times = Result(
            f"{size}: times faster than speedscope", theirs / ours, "×", SPEEDSCOPE_TIMES, True,
            note=f"to the first picture: {ours:.2f} s",
        )  # fmt: skip
        results += [Result(f"speedscope in Chromium, {size}: first picture", theirs, "s"), times]
    return results
