"""Stats on their way to the tables and the first treemap, as the window goes it, without it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

_WINDOW = (1600.0, 900.0)


@dataclass(frozen=True)
class Opening:
    """Seconds by the clock until stats were read, until modules had their bytes and what loads at
    start was known, and until every box of the treemap had its place; of all that the seconds all
    threads worked."""

    read_s: float
    tables_s: float
    treemap_s: float
    worked_s: float
    modules: int


def opening(path: Path) -> Opening:
    """Recognise, read, weigh, lay out; nothing comes from the cache."""
    from perfview.engine.identify import identify
    from perfview.recording.progress import Progress
    from perfview.recording.source import Source
    from perfview.ui.bundles.pictures.drawing import drawn
    from perfview.ui.bundles.pictures.showing import Showing
    from perfview.ui.canvas.tiles import Tiles
    from perfview.ui.canvas.treemap import TreemapScene

    began, worked = time.perf_counter(), time.process_time()
    with Source(path) as source:
        recognised = identify(source)
        model, report = recognised.reader.read(source, Progress())
        read = time.perf_counter() - began
        study = recognised.pillar.study(model, report, source)
        assert len(study.weights.of_module) == len(study.loading.reached.at_start)
        tables = time.perf_counter() - began
        made = drawn(study, Showing())
        looks = made.words.categories(), made.states()
        tree, words = made.tree, made.words
        tiles = Tiles(tree.first, tree.weight, *looks, words.title, words.note, heads_all=False)
        places = TreemapScene(tiles).places(*_WINDOW)
        assert len(places) > len(model.packages)
    spent = time.perf_counter() - began
    return Opening(read, tables, spent, time.process_time() - worked, len(model.modules))


def openings(path: Path, rounds: int) -> list[Opening]:
    """So many openings."""
    return [opening(path) for _ in range(rounds)]


def ready() -> None:
    """Have kernels compiled, and what the window has imported by the time a file is opened."""
    from benchmarks.bundles.stats import stats_file
    from perfview.kernels.warming import warm

    warm()
    opening(stats_file(1))
