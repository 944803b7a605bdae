"""What others take to load a heap snapshot, where Node and npm are there: DevTools and MemLab."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from benchmarks.recordings import DATA

_HOME = DATA / "heap_peers"
_PACKAGES = ("chrome-devtools-frontend@1.0.1705227", "esbuild@0.25", "memlab@2")
_SCRIPTS = ("devtools_bundle.mjs", "devtools_load.mjs")
_LONGEST_S = 300
_NODE = ("node", "--max-old-space-size=12000")


def missing() -> str:
    """What they lack here, "" for nothing."""
    return ", ".join(program for program in ("node", "npm") if shutil.which(program) is None)


def devtools_s(snapshot: Path) -> float | None:
    """Seconds until DevTools' workers have the classes and all retained sizes; None when they gave
    up. Installs and bundles them first."""
    try:
        _install()
        return float(_run(*_NODE, "devtools_load.mjs", str(snapshot)).split()[0])
    except (subprocess.SubprocessError, OSError):
        return None


def memlab_s(snapshot: Path) -> float | None:
    """Seconds of MemLab's analysis of the largest objects, which stands on sizes retained; None
    when it gave up."""
    try:
        _install()
        began = time.perf_counter()
        script = "node_modules/.bin/memlab"
        named = ("--snapshot", str(snapshot), "--work-dir", str(_HOME / "memlab"))
        _run(*_NODE, script, "analyze", "object-size", *named)
        return time.perf_counter() - began
    except (subprocess.SubprocessError, OSError):
        return None


def _install() -> None:
    if not (_HOME / "node_modules" / "memlab").is_dir():
        _HOME.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(_HOME), *_PACKAGES)
    for script in _SCRIPTS:
        shutil.copy(Path(__file__).with_name(script), _HOME / script)
    if not (_HOME / "devtools.mjs").exists():
        _run("node", "devtools_bundle.mjs")


def _run(*command: str) -> str:
    # MemLab would fetch a browser, which reading a file does not need.
    surroundings = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    ran = subprocess.run(
        command, cwd=_HOME, env=surroundings, capture_output=True, text=True,
        timeout=_LONGEST_S, check=True,
    )  # fmt: skip
    return ran.stdout
