"""`perfview analyze` of heap snapshots that are held against others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.heaps.comparing.test_ordering import snapshot
from tests.heaps.writing import written


@pytest.fixture
def taken(tmp_path: Path) -> list[Path]:
    """Three snapshots of one process, in the order they were taken, and one of another."""
    paths = []
    for name, program, objects in (("1", "a", 50), ("2", "a", 90), ("3", "a", 130), ("x", "b", 60)):
        paths.append(tmp_path / f"{name}.heapsnapshot")
        paths[-1].write_bytes(written(snapshot(program, objects).model))
    return paths


def test_in_the_order_taken(run: Run, taken: list[Path]) -> None:
    first, second, third, _ = taken
    ran = run("analyze", third, "--baseline", first, "--target", second)
    assert ran.code == 0
    assert "held against 1.heapsnapshot, 2.heapsnapshot" in " ".join(ran.out.split())


def test_what_does_not_fit_is_refused_instead_of_finding_nothing(
    run: Run, taken: list[Path]
) -> None:
    first, second, third, other = taken
    for arguments, why in (
        ((first, "--baseline", third), "--baseline: The baseline was taken after this"),
        ((first, "--baseline", first), "--baseline: The baseline holds the very same objects"),
        ((third, "--baseline", other), "--baseline: The baseline is of another process"),
        ((second, "--baseline", first, "--target", third), "--target: The target was taken after"),
        ((third, "--baseline", first, "--target", other), "--target: The target is of another"),
    ):
        ran = run("analyze", *arguments, "--json")
        assert ran.code == 2
        assert not ran.out
        assert why in " ".join(ran.err.split())


def test_a_table_of_a_heap_in_the_format_of_profiles(run: Run, taken: list[Path]) -> None:
    ran = run("export", taken[0], "--table", "nodes", "--format", "speedscope")
    assert ran.code == 2
    assert "There are: csv, json, npz." in " ".join(ran.err.split())
