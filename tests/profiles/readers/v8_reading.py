"""V8's profiles by the plainest rules there are, for comparison, and profiles made by hand."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

V8_SAMPLES = Path(__file__).parent / "v8_samples"

INTERRUPTERS = ("(garbage collector)", "(program)")
HIDDEN = ("(root)", "(idle)")
DUMMY = "native dummy.js"


def shown(frame: dict[str, Any]) -> str:
    """A function's name, made up for those that have none."""
    url = frame.get("url") or ""
    line = frame.get("lineNumber", -1) + 1
    anonymous = f"(anonymous {url.split('/')[-1]}:{line})" if url else "(anonymous)"
    return frame.get("functionName") or anonymous


def plain_costs(profile: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Self and total ns by name: node by node, with whole stacks as lists, samples sorted."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    parent = {n["id"]: n["parent"] for n in profile["nodes"] if "parent" in n}
    parent |= {child: n["id"] for n in profile["nodes"] for child in n.get("children", ())}
    now, taken = 0, []
    for sample, delta in zip(profile["samples"], profile["timeDeltas"], strict=False):
        now += delta
        taken.append((now, sample))
    taken.sort(key=lambda pair: pair[0])
    costs: dict[tuple[Any, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    stack: list[int] = []
    for i, (at, sample) in enumerate(taken):
        stack = _stack(stack, sample, nodes, parent)
        weight = (taken[i + 1][0] - at if i + 1 < len(taken) else 0) * 1000
        functions = [_identity(nodes[node]["callFrame"]) for node in stack]
        for function in set(functions):
            costs[function][1] += weight
        if functions:
            costs[functions[-1]][0] += weight
    found: dict[str, tuple[float, float]] = {}
    for (name, *_), (own, total) in costs.items():
        before = found.get(name, (0.0, 0.0))
        found[name] = before[0] + own, before[1] + total
    return {name: cost for name, cost in found.items() if cost[1]}


def _identity(frame: dict[str, Any]) -> tuple[Any, ...]:
    return shown(frame), *(frame.get(k) for k in ("url", "lineNumber", "columnNumber"))


def _stack(
    before: list[int], sample: int, nodes: dict[int, Any], parent: dict[int, int]
) -> list[int]:
    if sample not in nodes:
        return before
    name = nodes[sample]["callFrame"].get("functionName")
    if name in INTERRUPTERS:
        return before[: before.index(sample) + 1] if sample in before else [*before, sample]
    found: list[int] = []
    at: int | None = sample
    while at is not None and not _is_hidden(nodes[at]["callFrame"]):
        found.insert(0, at)
        at = parent.get(at)
    return found


def _is_hidden(frame: dict[str, Any]) -> bool:
    return frame.get("functionName") in HIDDEN or frame.get("url") == DUMMY


def node(number: int, name: str, children: tuple[int, ...] = (), **further: Any) -> dict[str, Any]:
    """A node of a profile made by hand; its line is its number."""
    url = "" if name.startswith("(") else "file:///app/main.js"
    frame = {"functionName": name, "url": url, "lineNumber": number, "columnNumber": 4}
    return {"id": number, "callFrame": frame, "hitCount": 0, "children": list(children)} | further


def profile(
    *nodes: dict[str, Any], samples: list[int], deltas: list[float] | None = None, **further: Any
) -> dict[str, Any]:
    """A profile made by hand, 1 ms between samples."""
    deltas = [1000.0] * len(samples) if deltas is None else deltas
    about = {
        "nodes": list(nodes),
        "startTime": 5_000_000,
        "endTime": 5_000_000 + 1000 * len(samples),
    }
    return about | {"samples": samples, "timeDeltas": deltas} | further
