"""The project's own checks: lint, format, types, tests. `check.py lint` stops before tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINT = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
}
# Kernels are compiled per process, so one worker a core and whole files to a worker.
TESTS = ["pytest", "-n", "2", "--dist", "loadfile"]


def main(arguments: list[str]) -> int:
    """Run the checks from the checkout's root; the first failure ends it."""
    os.chdir(ROOT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    only_lint = arguments[:1] == ["lint"]
    steps = LINT if only_lint else LINT | {"tests": [*TESTS, *arguments]}
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", *command], check=False).returncode
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
        if code:
            print(f"{name} failed", file=sys.stderr)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
