from __future__ import annotations

import pytest

from perfview.engine.thresholds import WrongThresholdError, parse_threshold, parse_value
from perfview.findings.detector import Threshold


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("500ms", "ns", 5e8),
        ("2s", "ns", 2e9),
        ("1.5 s", "ns", 1.5e9),
        ("10µs", "ns", 1e4),
        ("10us", "ns", 1e4),
        ("7", "ns", 7),
        ("1e3ns", "ns", 1e3),
        ("300kB", "bytes", 3e5),
        ("1MiB", "bytes", 1048576),
        ("12", "bytes", 12),
        ("5%", "ratio", 0.05),
        ("0.05", "ratio", 0.05),
        (".5", "ratio", 0.5),
        ("20", "count", 20),
        ("5/s", "per-second", 5),
    ],
)
def test_values_with_units(written: str, unit: str, value: float) -> None:
    assert parse_value(written, Threshold("limit", 1, unit, "")) == pytest.approx(value)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("fast", "ns"),
        ("", "ns"),
        ("5kB", "ns"),
        ("5ms", "count"),
        ("-5", "count"),
        ("nan", "ns"),
        ("inf", "ns"),
        ("1e999", "ns"),
        ("1.2.3", "ns"),
        ("5 5", "count"),
    ],
)
def test_values_that_make_no_sense(written: str, unit: str) -> None:
    with pytest.raises(WrongThresholdError, match="is not a value for “limit”"):
        parse_value(written, Threshold("limit", 1, unit, ""))


@pytest.mark.usefixtures("numbers")
def test_names_are_checked_and_near_ones_offered() -> None:
    assert parse_threshold("large-number.limit=2ms") == {"large-number.limit": 2e6}
    with pytest.raises(WrongThresholdError, match=r"Did you mean large-number\.limit"):
        parse_threshold("large-numbr.limit=2ms")
    with pytest.raises(WrongThresholdError, match=r"There are: large-number\.limit"):
        parse_threshold("zzz=1")
    with pytest.raises(WrongThresholdError, match="NAME=VALUE"):
        parse_threshold("large-number.limit")


def test_objectives_go_by_short_names() -> None:
    assert parse_threshold("latencyP95=300ms") == {"latency-threshold.p95": 3e8}
    assert parse_threshold("throughput=5/s") == {"throughput.least": 5}
    assert parse_threshold("errorRate=2%") == {"error-hot-spot.warning": 0.02}
    assert parse_threshold("maxChunks=40") == {"too-many-chunks.most": 40}


def test_a_bundle_s_greatest_size_is_in_kilobytes_unless_told() -> None:
    for written in ("maxSize=300", "maxSize=300kB", "maxSize=0.3MB"):
        found = parse_threshold(written)
        assert set(found.values()) == {300_000}
        assert {"entry-budget.warning", "chunk-budget.critical"} < set(found)
    with pytest.raises(WrongThresholdError):
        parse_threshold("maxSize=much")
    with pytest.raises(WrongThresholdError):
        parse_threshold("maxSize")
