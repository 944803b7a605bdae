"""Record the samples of a slow service: python packaging/sample_orders/record.py

A small shop in Node that reads and parses a tenant's settings for every request, and the same after
they are kept and answers are checked: two CPU profiles to look at and to compare. Needs Node.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "resources" / "samples"
SOURCES = SAMPLES / "app" / "orders" / "src"
"""Shipped beside the samples, so that lines can be shown."""

INTERVAL_US = 500
RULES = {"north": 900, "south": 700}


def main() -> None:
    """Record both."""
    for name, is_fixed in (("slow-orders", False), ("slow-orders-fixed", True)):
        with tempfile.TemporaryDirectory() as folder:
            profile = record(Path(folder), is_fixed=is_fixed)
        text = json.dumps(portable(profile), separators=(",", ":"))
        out = SAMPLES / f"{name}.cpuprofile.gz"
        out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(f"{out.name}: {out.stat().st_size:,} bytes")


def record(folder: Path, *, is_fixed: bool) -> dict[str, Any]:
    """Run the service in a copy of its folder and return what Node recorded."""
    home = folder / "orders"
    shutil.copytree(SOURCES, home / "src")
    shutil.copy(HERE / "main.js", home)
    write_tenants(home / "src" / "config" / "tenants")
    flags = ["--cpu-prof", f"--cpu-prof-interval={INTERVAL_US}", f"--cpu-prof-dir={folder}"]
    fixed = {"ORDERS_FIXED": "1" if is_fixed else "0"}
    subprocess.run(["node", *flags, "main.js"], cwd=home, check=True, env=os.environ | fixed)
    profile: dict[str, Any] = json.loads(next(folder.glob("*.cpuprofile")).read_text())
    return profile


def write_tenants(home: Path) -> None:
    """Settings of two tenants: many rules, and texts nobody reads here."""
    home.mkdir()
    for name, count in RULES.items():
        chance = random.Random(name)
        rules = [
            {
                "id": at,
                "sku": f"sku-{chance.randrange(400)}",
                "percent": chance.randrange(5, 40),
                "from": chance.randrange(1, 9),
                "text": "As long as stocks last. " * 2,
            }
            for at in range(count)
        ]
        (home / f"{name}.json").write_text(json.dumps({"secret": name * 8, "rules": rules}))


def portable(profile: dict[str, Any]) -> dict[str, Any]:
    """The same with the service's files under /app, wherever it ran."""
    for node in profile["nodes"]:
        frame = node["callFrame"]
        _, found, rest = frame["url"].partition("/orders/")
        if found and frame["url"].startswith("file://"):
            frame["url"] = f"file:///app/orders/{rest}"
    return profile


if __name__ == "__main__":
    main()
