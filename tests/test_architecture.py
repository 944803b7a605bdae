"""The house rules that a reader could break without noticing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "perfview"
PILLARS = {"traces", "profiles", "heaps", "bundles", "queries"}
BELOW = {
    "kernels": set(),
    "recording": {"kernels"},
    "findings": {"recording", "kernels"},
    "filtering": set(),
    "pillars": {"filtering", "findings", "recording", "kernels"},
    "advice": {"pillars", "findings", "recording", "kernels"},
    "tuning": {"pillars", "findings", "recording", "kernels"},
    "engine": {"advice", "tuning", "pillars", "filtering", "findings", "recording", "kernels"},
}
BELOW |= {face: set(BELOW) for face in ("ui", "cli", "server")}
# The command line starts the window and the screenshots; nothing else may.
BELOW["cli"] = BELOW["cli"] | {"ui"}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py")


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def floor_of(part: str) -> str:
    return "pillars" if part in PILLARS else part


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    home = path.relative_to(PACKAGE).parts[0]
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "perfview" or len(parts) < 2 or parts[1] == home:
            continue
        target = floor_of(parts[1])
        assert target in BELOW.get(floor_of(home), set()), f"{home} imports {name}"
        assert not (home in PILLARS and parts[1] in PILLARS), f"{home} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_window_knows_qt(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] == "ui":
        return
    assert not {n for n in imports_of(path) if n.split(".")[0] in {"PySide6", "pyqtgraph"}}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_is_one_room(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 450


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}
    assert not [p for p in MODULES if p.name in drawers or "manager" in p.name]


def test_modules_keep_their_private_names() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("perfview"):
                private = [a.name for a in node.names if re.match("_[^_]", a.name)]
                assert not private, f"{path.relative_to(ROOT)} imports {private}"
