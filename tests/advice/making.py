"""Findings written down in tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from perfview.findings.finding import Effort, Evidence, Finding, Measure, Saving, Severity

MS = 1e6


def saving(part: float, of: str = "p95 of GET /orders", *, before_ms: float = 1000) -> Saving:
    """A saving of so large a part of `before_ms`, ± a fifth."""
    value = part * before_ms * MS
    return Saving(value, 0.8 * value, 1.2 * value, "ns", "re-timed", of, before_ms * MS)


def finding(detector: str = "slow-query", **fields: Any) -> Finding:
    """A finding with everything a card needs; any field by keyword."""
    values: dict[str, Any] = {
        "detector": detector,
        "severity": Severity.WARNING,
        "title": f"{detector} somewhere",
        "where": "orders, GET /orders",
        "why": "Because.",
        "verdict": f"{detector} is slow",
        "entity": detector,
        "measures": (Measure("time", 700 * MS, "ns", 500 * MS),),
        "evidence": Evidence(np.arange(3, dtype=np.int32), np.zeros(1, np.int32), 3),
        "confidence": 0.9,
        "how": "Change it.",
        "effort": Effort.SMALL,
    }
    return Finding(**(values | fields))
