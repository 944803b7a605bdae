"""What others take for the same stats, where Node and npm are there: webpack-bundle-analyzer and
statoscope."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from benchmarks.recordings import DATA

_HOME = DATA / "bundle_peers"
_PACKAGES = ("webpack-bundle-analyzer@5.4.0", "@statoscope/cli@5.29.0")
_LONGEST_S = 300
_DUPLICATES = (
    "$compilation:compilations[0];"
    "{modules:$compilation.modules.size(),"
    "duplicates:$compilation.nodeModules.[instances.size()>1].name}"
)


def missing() -> str:
    """What they lack here, "" for nothing."""
    return ", ".join(program for program in ("node", "npm") if shutil.which(program) is None)


def analyzer_s(stats: Path) -> float | None:
    """Seconds of webpack-bundle-analyzer's sizes of all modules as JSON, which is its treemap
    without the page; None when it gave up."""
    report = _HOME / "report.json"
    options = ("-m", "json", "-r", str(report), "-O", "-l", "error")
    return _seconds("webpack-bundle-analyzer", str(stats), *options)


def statoscope_s(stats: Path) -> float | None:
    """Seconds of statoscope's answer to how many modules there are and which packages are there
    twice; None when it gave up."""
    return _seconds("statoscope", "query", "--query", _DUPLICATES, "--input", str(stats))


def _seconds(program: str, *arguments: str) -> float | None:
    try:
        _install()
        began = time.perf_counter()
        _run("node", f"node_modules/.bin/{program}", *arguments)
        return time.perf_counter() - began
    except (subprocess.SubprocessError, OSError):
        return None


def _install() -> None:
    if not (_HOME / "node_modules" / ".bin" / "statoscope").exists():
        _HOME.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(_HOME), *_PACKAGES)


def _run(*command: str) -> None:
    subprocess.run(command, cwd=_HOME, capture_output=True, timeout=_LONGEST_S, check=True)
