"""The limits a user may move: what there is, and how a value is written."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass

from perfview.engine.pillars import all_detectors
from perfview.findings.detector import Threshold

_NUMBER = re.compile(r"([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*([^\s0-9]*)", re.IGNORECASE)

_BARE = re.compile(r"\s*[0-9.]+\s*")

# What may stand after a number, by the threshold's unit; the first is what is suggested.
_FACTORS: dict[str, dict[str, float]] = {
    "ns": {
        "ms": 1e6,
        "s": 1e9,
        "us": 1e3,
        "µs": 1e3,
        "μs": 1e3,
        "ns": 1.0,
        "min": 60e9,
        "h": 3600e9,
    },
    "bytes": {
        "kB": 1e3,
        "B": 1.0,
        "MB": 1e6,
        "GB": 1e9,
        "KiB": 1024.0,
        "MiB": 1024.0**2,
        "GiB": 1024.0**3,
    },
    "ratio": {"%": 0.01, "": 1.0},
    "count": {"": 1.0, "k": 1e3, "M": 1e6},
    "per-second": {"/s": 1.0, "": 1.0},
}


@dataclass(frozen=True)
class Objective:
    """What something should keep to: the thresholds that are meant, and the unit of a bare number
    where people mean another one than the thresholds have."""

    thresholds: tuple[str, ...]
    bare: str = ""


OBJECTIVES = {
    "latencyP95": Objective(("latency-threshold.p95",)),
    "throughput": Objective(("throughput.least",)),
    "errorRate": Objective(("error-hot-spot.warning",)),
    "maxSize": Objective(
        tuple(f"{of}-budget.{at}" for of in ("entry", "chunk") for at in ("warning", "critical")),
        bare="kB",
    ),
    "maxChunks": Objective(("too-many-chunks.most",)),
}
"""The short names people set: of endpoints, and of a bundle's entries and chunks."""


class WrongThresholdError(ValueError):
    """A threshold setting that makes no sense; the message says what would."""


def known_thresholds() -> dict[str, Threshold]:
    """Every threshold of every detector, addressed as ``detector.threshold``."""
    return {f"{d.name}.{t.name}": t for d in all_detectors() for t in d.thresholds}


def parse_threshold(text: str) -> dict[str, float]:
    """``slow-query.duration=500ms`` as its name and the value in the threshold's unit.

    The names in `OBJECTIVES` stand for the thresholds they mean: ``latencyP95=300ms``,
    ``maxSize=300`` (kB). Any other bare number is in the threshold's own unit. Raises
    `WrongThresholdError`, naming what is near.
    """
    name, equals, written = text.partition("=")
    name, known = name.strip(), known_thresholds()
    objective = OBJECTIVES.get(name)
    if equals and objective is not None:
        value = f"{written}{objective.bare}" if _BARE.fullmatch(written) else written
        return {each: parse_value(value, known[each]) for each in objective.thresholds}
    if not equals:
        raise WrongThresholdError(f"“{text}” is not NAME=VALUE, e.g. {_instance(known)}")
    if name not in known:
        raise WrongThresholdError(f"There is no threshold “{name}”.{_near(name, known)}")
    return {name: parse_value(written, known[name])}


def parse_value(written: str, threshold: Threshold) -> float:
    """A value as people write it (``500ms``, ``300kB``, ``5%``, ``20``) in the threshold's unit.

    Raises `WrongThresholdError` when it is no number of that kind.
    """
    factors = _FACTORS[threshold.unit]
    match = _NUMBER.fullmatch(written.strip())
    # A bare number stands for the unit itself, which `_FACTORS` may not list as "".
    factor = factors.get(match[2], 1.0 if not match[2] else math.nan) if match else math.nan
    value = float(match[1]) * factor if match else math.nan
    if not math.isfinite(value):
        units = ", ".join(unit for unit in factors if unit)
        hint = f"a number with one of {units}" if units else "a number"
        raise WrongThresholdError(f"“{written}” is not a value for “{threshold.name}”: give {hint}")
    return value


def _near(name: str, known: dict[str, Threshold]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    near = near or [full for full in known if full.startswith(name.partition(".")[0] + ".")]
    shown = near or sorted(known)
    return f" Did you mean {', '.join(shown)}?" if near else f" There are: {', '.join(shown)}."


def _instance(known: dict[str, Threshold]) -> str:
    name = next((n for n, t in known.items() if t.unit == "ns"), next(iter(known), "name.limit"))
    return f"{name}=500ms" if name in known and known[name].unit == "ns" else f"{name}=5"
