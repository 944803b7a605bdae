"""Kernels made by several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import FunctionType

import pytest

from perfview.kernels import jit


def _twice(number):  # type: ignore[no-untyped-def]
    return 2 * number


def test_each_is_kept_in_the_folder_of_its_own_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jit, "compiled_folder", lambda module: tmp_path / module)
    names = [f"module{number}" for number in range(6)]
    together = Barrier(len(names))

    def make(name: str) -> int:
        function = FunctionType(_twice.__code__, globals(), f"{name}_twice")
        function.__module__ = name
        function.__qualname__ = f"{name}_twice"
        together.wait()
        return int(jit.kernel("int64(int64)")(function)(21))

    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(make, names)) == [42] * len(names)
    for name in names:
        kept = [file.name for file in (tmp_path / name).rglob("*.nbi")]
        assert len(kept) == 1
        assert kept[0].startswith(f"test_jit.{name}_twice")


@pytest.mark.parametrize("ending", ["*.nbi", "*.nbc"])
def test_what_was_kept_and_got_damaged_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(jit, "compiled_folder", lambda module: tmp_path / module)
    assert int(jit.kernel("int64(int64)")(_twice)(21)) == 42
    (kept,) = tmp_path.rglob(ending)
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    assert int(jit.kernel("int64(int64)")(_twice)(21)) == 42
