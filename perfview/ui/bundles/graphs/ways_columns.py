"""The ways to a module as a table: one row a way, written out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.bundles.presence.paths import Way
from perfview.bundles.study import Study
from perfview.findings.quantities import number
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

_LOADS = ("at start", "when asked for")


def ways_columns(study: Study, ways: Sequence[Way]) -> Sequence[Column]:
    """One row a way, in the order given."""
    ids = np.arange(len(ways), dtype=np.int32)
    texts = [way_words(study, way) for way in ways]
    length = np.array([len(way) for way in ways], np.int64)
    later = np.array([way.is_later for way in ways], np.int32)
    return (
        TextColumn("way", "Ways to it", ids, texts, Look(least=260, ends=True)),
        NumberColumn("imports", "Imports", length, number, Look(70)),
        TextColumn("loads", "Loads", later, _LOADS, Look(110, spare=1), tone="text2"),
    )


def way_words(study: Study, way: Way) -> str:
    """``src/main.js:7 → src/home.js:2 → node_modules/d3/index.js``: each with the line in which it
    imports the next."""
    names = [study.name_of(int(each)) for each in way.modules]
    lines = [int(study.model.imports.line[row]) for row in way.imports]
    asked = [f"{name}:{line}" if line else name for name, line in zip(names, lines, strict=False)]
    return " → ".join([*asked, names[-1]])
