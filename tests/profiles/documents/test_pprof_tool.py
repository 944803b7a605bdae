"""What `go tool pprof` itself says of the profiles written here, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from perfview.profiles.documents.pprof import write_pprof
from tests.profiles.building import profile


@pytest.mark.skipif(shutil.which("go") is None, reason="Go is not installed")
def test_pprof_reads_self_and_total(tmp_path: Path) -> None:
    study = profile("main@m.go:3;sort@s.go:9 30", "main@m.go:3;sort@s.go:9;sort@s.go:9 12", "log 5")
    path = tmp_path / "cpu.pb.gz"
    with open(path, "wb") as file:
        write_pprof(study, np.arange(len(study.model), dtype=np.int32), file)
    options = ["-top", "-unit=ms", "-nodefraction=0", "-symbolize=none", "-sample_index=cpu"]
    ran = subprocess.run(
        ["go", "tool", "pprof", *options, str(path)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/local/go/bin:/usr/bin:/bin", "HOME": str(tmp_path)},
        timeout=60,
    )
    if "no such tool" in ran.stderr:
        pytest.skip("this Go comes without pprof")
    rows = [line.split() for line in ran.stdout.splitlines()]
    assert {row[5]: (row[0], row[3]) for row in rows if len(row) == 6 and row[1][-1] == "%"} == {
        "main": ("0", "42ms"),
        "sort": ("42ms", "42ms"),
        "log": ("5ms", "5ms"),
    }
