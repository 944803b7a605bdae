"""Record the sample of a heavy build: python packaging/sample_build/record.py

Builds a shop with webpack as it should not be and packs what comes out for the start page.

The shop loads everything at start: a sales report with its charts that only the owner opens, all
languages of moment, all of lodash for two functions, and immer twice. Needs Node and npm.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "resources" / "samples" / "heavy-shop.build.zip"
_DAY = (2024, 6, 1, 0, 0, 0)
"""The date of every file in the archive, so that equal builds make equal archives."""


def main() -> int:
    """Build in a folder of its own and write the archive."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "plant-shop"
        shutil.copytree(HERE, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for command in (["npm", "ci", "--no-audit", "--no-fund"], ["node", "build.js"]):
            subprocess.run(command, cwd=home, check=True)
        told = ("package.json", "package-lock.json")
        files = {name: (home / name).read_bytes() for name in told}
        for path in sorted((home / "dist").iterdir()):
            files[f"dist/{path.name}"] = _told(path, str(home.resolve()))
    with zipfile.ZipFile(SAMPLE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    print(f"{SAMPLE.name}: {SAMPLE.stat().st_size:,} bytes")
    return 0


def _told(path: Path, home: str) -> bytes:
    """A file without this machine's paths, a source map without the sources of packages."""
    content = path.read_bytes()
    if path.suffix == ".map":
        found = json.loads(content)
        texts = zip(found["sources"], found["sourcesContent"], strict=True)
        found["sourcesContent"] = [None if "node_modules/" in s else text for s, text in texts]
        return json.dumps(found, separators=(",", ":")).encode()
    if path.name == "stats.json":
        return content.replace(home.encode(), b"/home/you/plant-shop")
    return content


if __name__ == "__main__":
    sys.exit(main())
