"""Record the samples of a leaking service: python packaging/sample_sessions/record.py

A service in Node whose closed sessions stay on an event bus, and three heap snapshots of one run of
it. Needs Node.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import zstandard

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
SOURCES = SAMPLES / "app" / "sessions" / "src"
"""Shipped beside the samples, so that lines can be shown."""

NAMES = ("earlier/leaking-sessions-1", "earlier/leaking-sessions-2", "leaking-sessions")
"""In the order in which they are taken."""


def main() -> None:
    """Run the service in a copy of its folder, and keep what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sessions"
        shutil.copytree(SOURCES, home / "src")
        shutil.copy(HERE / "main.js", home)
        (home / "earlier").mkdir()
        files = [home / f"{name}.heapsnapshot" for name in NAMES]
        command = ["node", "--expose-gc", "main.js", *map(str, files)]
        subprocess.run(command, cwd=home, check=True)
        for name, file in zip(NAMES, files, strict=True):
            text = portable(file.read_bytes(), home)
            out = SAMPLES / f"{name}.heapsnapshot.zst"
            out.parent.mkdir(exist_ok=True)
            out.write_bytes(zstandard.ZstdCompressor(level=19).compress(text))
            print(f"{out.name}: {len(text):,} bytes, packed {out.stat().st_size:,}")


def portable(snapshot: bytes, home: Path) -> bytes:
    """The same with the service's files under /app, wherever it ran."""
    moved = snapshot.replace(str(home).encode(), b"/app/sessions")
    moved = moved.replace(str(home.parent).encode(), b"/app")
    return moved.replace(str(Path.home()).encode() + b"/.node", b"/.node")


if __name__ == "__main__":
    main()
