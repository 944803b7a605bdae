from __future__ import annotations

import numpy as np

from perfview.bundles.measures.loading import Edges
from perfview.bundles.scenarios.edits import (
    BYPASS,
    CUT,
    DEDUPE,
    FREE,
    LAZY,
    REMOVE,
    Edit,
    apply,
)

APP, BARREL, ONE, TWO, OLD, NEW = range(6)
GRAPH = [
    (APP, BARREL, False),
    (BARREL, ONE, False),
    (BARREL, TWO, False),
    (ONE, OLD, False),
    (TWO, NEW, False),
]


def edges(pairs: list[tuple[int, int, bool]]) -> Edges:
    table = np.array(pairs, np.int32).reshape(-1, 3)
    return Edges(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].astype(np.bool_))


def after(*edits: Edit, bundler: str = "webpack") -> set[tuple[int, int, bool]]:
    found = apply(edits, edges(GRAPH), bundler)
    return set(
        zip(found.source.tolist(), found.target.tolist(), found.is_later.tolist(), strict=True)
    )


def rows(*modules: int) -> np.ndarray:
    return np.array(modules, np.int32)


def test_a_lazy_import_stays_an_import() -> None:
    changed = after(Edit(LAZY, "", rows(BARREL), rows(ONE)))
    assert changed == set(GRAPH) - {(BARREL, ONE, False)} | {(BARREL, ONE, True)}


def test_a_cut_takes_only_these_imports() -> None:
    assert after(Edit(CUT, "", rows(ONE, TWO), rows(OLD))) == set(GRAPH) - {(ONE, OLD, False)}


def test_without_importers_imports_from_anywhere_outside_go() -> None:
    changed = after(Edit(REMOVE, "", targets=rows(ONE, OLD)))
    assert changed == set(GRAPH) - {(BARREL, ONE, False)}


def test_a_copy_leads_to_its_counterpart_or_to_nothing() -> None:
    changed = after(Edit(DEDUPE, "", targets=rows(OLD), onto=rows(NEW)))
    assert changed == set(GRAPH) - {(ONE, OLD, False)} | {(ONE, NEW, False)}
    assert after(Edit(DEDUPE, "", targets=rows(OLD), onto=rows(-1))) == set(GRAPH) - {
        (ONE, OLD, False)
    }


def test_copies_that_go_at_once_go_as_one_after_the_other() -> None:
    one = Edit(DEDUPE, "", targets=rows(ONE), onto=rows(NEW))
    other = Edit(DEDUPE, "", targets=rows(OLD), onto=rows(NEW))
    expected = {
        (APP, BARREL, False),
        (BARREL, NEW, False),
        (BARREL, TWO, False),
        (ONE, NEW, False),
        (TWO, NEW, False),
    }
    assert after(one, other) == after(other, one) == expected
    # What the first leads to goes as well.
    chained = Edit(DEDUPE, "", targets=rows(OLD), onto=rows(TWO))
    back = Edit(DEDUPE, "", targets=rows(TWO), onto=rows(NEW))
    assert (ONE, NEW, False) in after(chained, back)
    assert (BARREL, NEW, False) in after(chained, back)


def test_whoever_uses_a_barrel_imports_what_it_uses() -> None:
    bypassed = Edit(BYPASS, "", targets=rows(BARREL), uses={APP: (ONE,)})
    expected = set(GRAPH) - {(APP, BARREL, False)} | {(APP, ONE, False)}
    assert after(bypassed) == expected
    freed = Edit(FREE, "", targets=rows(BARREL), uses={APP: (ONE,)})
    assert after(freed) == expected


def test_esbuild_keeps_a_freed_barrel_and_what_is_used_of_it() -> None:
    freed = Edit(FREE, "", targets=rows(BARREL), uses={APP: (ONE,)})
    assert after(freed, bundler="esbuild") == set(GRAPH) - {(BARREL, TWO, False)}
    unknown = Edit(FREE, "", targets=rows(BARREL))
    assert after(unknown, bundler="esbuild") == set(GRAPH)


def test_edits_hold_together() -> None:
    changed = after(
        Edit(LAZY, "", rows(APP), rows(BARREL)),
        Edit(CUT, "", rows(BARREL), rows(TWO)),
    )
    assert (APP, BARREL, True) in changed
    assert (BARREL, TWO, False) not in changed
