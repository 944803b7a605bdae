"""Makes small samples of recorded snapshots: python -m tests.heaps.trimming IN OUT.gz NODES NAME...

Kept are the nodes of these names, so many others taken evenly, everything on a shortest path from
the root to them, and what edges there are among them; numbers and texts stay as recorded.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Recorded = dict[str, Any]
_NO_IDS = np.zeros(0, np.int64)


def main(recorded: str, out: str, count: str, *names: str) -> None:
    text = Path(recorded).read_text()
    is_flat = "\n," not in text
    trimmed = trim(json.loads(text), int(count), set(names))
    packed = gzip.compress(written(trimmed, is_flat).encode(), 9, mtime=0)
    Path(out).write_bytes(packed)
    print(f"{out}: {len(trimmed['snapshot'])} {len(packed):,} bytes")


def trim(said: Recorded, count: int, names: set[str], ids: NDArray[np.int64] = _NO_IDS) -> Recorded:
    """The same recording with fewer nodes: by names, evenly taken ones, and by their numbers."""
    meta = said["snapshot"]["meta"]
    nodes = _table(said["nodes"], meta["node_fields"])
    edges = _table(said["edges"], meta["edge_fields"])
    k = len(meta["node_fields"])
    at = {name: i for i, name in enumerate(meta["node_fields"])}
    source = np.repeat(np.arange(len(nodes)), nodes[:, at["edge_count"]])
    target = edges[:, 2] // k
    wanted = np.isin(nodes[:, at["id"]], ids)
    kept = _kept(said, nodes, source, target, at["name"], count, names, wanted)
    place = np.cumsum(kept) - 1
    inner = kept[source] & kept[target]
    edges, source = edges[inner], source[inner]
    edges[:, 2] = place[edges[:, 2] // k] * k
    nodes[:, at["edge_count"]] = np.bincount(source, minlength=len(nodes))
    nodes = nodes[kept]
    indexed = [meta["edge_types"][0].index(kind) for kind in ("element", "hidden")]
    named = ~np.isin(edges[:, 0], indexed)
    functions = _table(said["trace_function_infos"], meta["trace_function_info_fields"])
    texts = _renumbered(
        said["strings"],
        [nodes[:, at["name"]], edges[:, 1], functions[:, 1], functions[:, 2]],
        [slice(None), named, slice(None), slice(None)],
    )
    places = _table(said["locations"], meta["location_fields"])
    places = places[kept[places[:, 0] // k]]
    places[:, 0] = place[places[:, 0] // k] * k
    said["snapshot"] |= {"node_count": len(nodes), "edge_count": len(edges)}
    lists = {"nodes": nodes, "edges": edges, "locations": places}
    return said | lists | {"trace_function_infos": functions, "strings": texts}


def _table(numbers: list[int], fields: list[str]) -> NDArray[np.int64]:
    return np.array(numbers, np.int64).reshape(-1, len(fields))


def _kept(
    said: Recorded,
    nodes: NDArray[np.int64],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    name: int,
    count: int,
    names: set[str],
    also: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The nodes wanted and those on the way to them."""
    above = np.full(len(nodes), -1)
    above[0] = 0
    level = np.array([0])
    while len(level):
        of_level = np.isin(source, level)
        found = target[of_level]
        new, first = np.unique(found, return_index=True)
        is_new = above[new] < 0
        above[new[is_new]] = source[of_level][first[is_new]]
        level = new[is_new]
    wanted = {i for i, text in enumerate(said["strings"]) if text in names}
    kept = np.isin(nodes[:, name], list(wanted)) & (above >= 0)
    kept[np.linspace(0, len(nodes) - 1, count).astype(int)] = True
    kept |= also
    kept &= above >= 0
    kept[0] = True
    while True:
        more = kept.copy()
        more[above[kept]] = True
        if (more == kept).all():
            return kept
        kept = more


def _renumbered(texts: list[str], columns: list[Any], rows: list[Any]) -> list[str]:
    """The texts in use, in their order; the columns name them anew in place."""
    used = np.unique(np.concatenate([c[r] for c, r in zip(columns, rows, strict=True)]))
    for column, chosen in zip(columns, rows, strict=True):
        column[chosen] = np.searchsorted(used, column[chosen])
    return [texts[i] for i in used]


def written(said: Recorded, is_flat: bool) -> str:
    """The text, laid out as it was recorded."""
    parts = []
    for name, value in said.items():
        if isinstance(value, np.ndarray):
            between = "," if is_flat else "\n,"
            rows = between.join(",".join(map(str, row)) for row in value.tolist())
            parts.append(f'"{name}":[{rows}' + ("]" if is_flat else "\n]"))
        elif name == "strings":
            between = "," if is_flat else ",\n"
            parts.append(f'"{name}":[' + between.join(map(json.dumps, value)) + "]")
        else:
            parts.append(f'"{name}":' + json.dumps(value, separators=(",", ":")))
    return "{" + ",\n".join(parts) + "}"


if __name__ == "__main__":
    main(*sys.argv[1:])
