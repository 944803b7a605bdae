"""Makes samples of recorded programs: python -m tests.heaps.growth.sampling FOLDER NAME OUT

Of NAME.leak and NAME.clean the baseline, target and final snapshots are trimmed alike: kept is what
came up where something piles up, what refers to it, what tells its classes, the ways from the root
to all that, and a part of the rest, the same in all three.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.growth.suspects import growth
from perfview.heaps.retention.following import edges_of, retainers_of, target_of
from perfview.heaps.retention.paths import shortest_path
from perfview.heaps.study import Study
from tests.heaps.corpus import opened
from tests.heaps.trimming import trim, written

TAGS = ("baseline", "target", "final")
REST, SUSPECTS = 700, 2
_TELLING = ("__proto__", "constructor", "map", "shared", "script_or_debug_info", "script", "name",
            "context", "scope_info", "name_or_scope_info", "previous", "back_pointer",
            "elements", "properties", "table")  # fmt: skip


def main(folder: str, name: str, out: str) -> None:
    for mode in ("leak", "clean"):
        files = [Path(folder) / f"{name}.{mode}.{tag}.heapsnapshot" for tag in TAGS]
        studies = [opened(file) for file in files]
        final = studies[-1]
        final.baseline, final.between = studies[0], tuple(studies[1:-1])
        ids = np.unique(np.concatenate([_wanted(final), _rest(studies)]))
        for tag, file in zip(TAGS, files, strict=True):
            said = json.loads(file.read_text())
            is_flat = "\n," not in file.read_text()
            text = written(trim(said, 1, set(), ids), is_flat)
            packed = gzip.compress(text.encode(), 9, mtime=0)
            target = Path(out) / f"{name}.{mode}.{tag}.heapsnapshot.gz"
            target.write_bytes(packed)
            print(f"{target.name}: {len(packed):,} bytes")


def _wanted(study: Study) -> NDArray[np.int64]:
    """What piles up, what refers to it, and what tells its classes, with the ways there."""
    nodes: set[int] = set()
    for suspect in growth(study).suspects[:SUSPECTS]:
        new = suspect.nodes.tolist()
        nodes.update(new)
        for node in (*new, *suspect.owners.tolist()):
            nodes.update(retainers_of(study, node)[:40].tolist())
        owners = suspect.owners.tolist()
        for node in (*owners, *[study.graph.edges.target[e] for e in suspect.path.tolist()]):
            nodes.update([int(node), *study.dominators.subtree(int(node))[:2].tolist()])
        nodes.update(study.dominators.subtree(suspect.owner)[:4000].tolist())
        if suspect.cut is not None:
            nodes.update(int(study.graph.edges.target[e]) for e in suspect.cut.edges.tolist())
    for node in list(nodes):
        nodes.update(_tells(study, node))
    for node in list(nodes):
        path = shortest_path(study, node).edges.tolist()
        nodes.update(int(study.graph.edges.target[e]) for e in path)
    for node in list(nodes):
        nodes.update(_tells(study, node))
    found: NDArray[np.int64] = study.graph.nodes.id[np.array(sorted(nodes), np.int64)]
    return found


def _tells(study: Study, node: int) -> list[int]:
    """What the class, the code and the scope of a node are known by."""
    found, front = [], [node]
    for _ in range(6):
        front = [
            target_of(study, edge)
            for each in front
            for edge in list(edges_of(study, each))[:200]
            if study.edge_name(edge) in _TELLING
        ][:12]
        found += front
    return found


def _rest(studies: list[Study]) -> NDArray[np.int64]:
    """Some of what is in all of the snapshots."""
    both = studies[0].graph.nodes.id
    for study in studies[1:]:
        both = np.intersect1d(both, study.graph.nodes.id)
    found: NDArray[np.int64] = both[np.linspace(0, len(both) - 1, REST).astype(int)]
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
