"""Builds the app of `benchmarks.bundles.desk` with and without each of its fixes, through npm.

    python -m benchmarks.bundles.rebuilding FOLDER [BUNDLERS…]

leaves FOLDER/BUNDLER/case.json with the sizes of every build, and the one without fixes beside it;
`benchmarks.bundles.accuracy FOLDER` holds what is foreseen against it. Needs Node and npm's
registry; takes about five minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bundles.desk import REPAIRS, Repair, write_app

BUNDLERS = ("webpack", "rspack", "esbuild", "vite")
_BUILD = Path(__file__).with_name("build.mjs")


def installed(folder: Path) -> None:
    """The app in ``FOLDER/app``, with the packages it needs."""
    app = folder / "app"
    write_app(app)
    if not (app / "node_modules").exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=app, check=True)


def rebuilt(folder: Path, bundler: str) -> None:
    """All builds of one bundler."""
    app, place = folder / "app", folder / bundler
    write_app(app)
    before = _built(app, bundler, place)
    fixes = [_of(repair, folder, bundler, before) for repair in REPAIRS]
    case = {"bundler": bundler, "stats": "stats.json", "before": before, "fixes": fixes}
    (place / "case.json").write_text(json.dumps(case, indent=1), "utf-8")


def _of(repair: Repair, folder: Path, bundler: str, before: dict[str, int]) -> dict[str, object]:
    """What a fix changes, once it is built."""
    app, place = folder / "app", folder / "after" / bundler / repair.name
    write_app(app)
    repair.change(app)
    after = _built(app, bundler, place)
    return {
        "name": repair.name,
        "changes": repair.changes,
        "is_range": repair.is_range,
        "true": {metric: after[metric] - size for metric, size in before.items()},
    }


def _built(app: Path, bundler: str, place: Path) -> dict[str, int]:
    # From within the app, so that Node finds its packages.
    shutil.copy(_BUILD, app)
    command = ["node", _BUILD.name, bundler, str(place.resolve())]
    subprocess.run(command, cwd=app, check=True)
    sizes: dict[str, int] = json.loads((place / "sizes.json").read_text("utf-8"))
    return sizes


def main(given: Sequence[str]) -> int:
    """Build everything that was asked for."""
    if not given or shutil.which("npm") is None:
        print(__doc__ if not given else "Node and npm are needed.", file=sys.stderr)
        return 2
    folder = Path(given[0])
    installed(folder)
    for bundler in given[1:] or BUNDLERS:
        rebuilt(folder, bundler)
        print(f"{bundler}: {len(REPAIRS)} fixes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
