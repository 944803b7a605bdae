"""speedscope in a browser without a screen, where Node, npm and Chromium are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.recordings import DATA

_HOME = DATA / "speedscope"
_PACKAGES = ("speedscope@1", "puppeteer-core@24")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_LONGEST_S = 600


def missing() -> str:
    """What it lacks here, "" for nothing."""
    needed = ("node", "npm")
    found = [program for program in needed if shutil.which(program) is None]
    return ", ".join([*found, *(["Chromium"] if not _browser() else [])])


def _browser() -> str:
    return next((path for name in _BROWSERS if (path := shutil.which(name))), "")


def seconds_to_picture(profile: Path) -> float | None:
    """From handing it a file to its first picture; None when it gave up. Installs it first."""
    script = _HOME / "speedscope_page.mjs"
    try:
        _install()
        shutil.copy(Path(__file__).parent / script.name, script)
        command = ["node", str(script), _browser(), str(profile)]
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=_LONGEST_S, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return float(ran.stdout.split()[-1]) / 1000


def _install() -> None:
    if (_HOME / "node_modules" / "speedscope").is_dir():
        return
    _HOME.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(_HOME), *_PACKAGES]
    subprocess.run(command, capture_output=True, timeout=_LONGEST_S, check=True)
