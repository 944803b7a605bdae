"""Who imports whom, out of the reasons that webpack gives for each module."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles import model
from perfview.bundles.model import Imports
from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.rows import Written, join_details
from perfview.bundles.readers.webpack.schema import REASONS
from perfview.bundles.readers.webpack.texts import Texts
from perfview.bundles.readers.webpack.words import (
    ENTRY,
    NO_IMPORT,
    import_kind,
    is_lazy_context,
    is_side_effect_evaluation,
    source_format,
)
from perfview.kernels.grouping import number_small

_ACTIVE, _INACTIVE = ord("t"), ord("f")


@dataclass(frozen=True)
class Reasons:
    """imports, and what else reasons tell.

    is_entry bool (m); format uint8 (m) by how a module asks for others; side_effects int8 (m) by
    whether the mere evaluation of a module holds; lost: how many that hold come from modules that
    the stats leave out.
    """

    imports: Imports
    is_entry: NDArray[np.bool_]
    format: NDArray[np.uint8]
    side_effects: NDArray[np.int8]
    lost: int


def reasons_of(
    build: Build, written: Written, texts: Texts, describing: NDArray[np.int32]
) -> Reasons:
    """The imports of a build. Of modules that are written several times, those count that stand
    where the module is described."""
    at, (inner, outer, kind, request, loc, active) = join_details(
        build, written, REASONS, "inner", "outer", "type", "request", "loc", "active"
    )
    target = _described(written, describing, at)
    kept = (target >= 0) & ~_repeats(target, inner, outer, kind, request, loc)
    target = target[kept]
    told: NDArray[np.uint8] = active[kept].astype(np.uint8)
    inner, outer, kind = (texts.ids(each[kept]) for each in (inner, outer, kind))
    source = _sources(written, texts, inner, outer)
    which, words = number_small(kind, len(texts))
    types = texts.take(words)
    kinds = np.array([import_kind(each) for each in types], np.int16)[which]
    m = written.modules
    formats = _formats(types, which, source, m)
    is_entry = np.zeros(m, np.bool_)
    is_entry[target[(kinds == ENTRY) & (source < 0) & (outer < 0)]] = True
    kinds[kinds == ENTRY] = model.IMPORT
    kinds[_only_named(types, which, kinds, source, target)] = NO_IMPORT
    is_import = (kinds != NO_IMPORT) & (source != target)
    named = (inner >= 0) | (outer >= 0)
    holds = is_import & (source >= 0)
    kinds = _lazy_contexts(written, texts, source, kinds)
    imports = Imports(
        source[holds],
        target[holds],
        kinds[holds].astype(np.uint8),
        told[holds] != _INACTIVE,
        texts.ids(request[kept][holds]),
        texts.leading_numbers(loc[kept][holds]),
    )
    return Reasons(
        imports,
        is_entry,
        formats,
        _side_effects(types, which, told, target, m),
        int((is_import & named & (source < 0) & (told != _INACTIVE)).sum()),
    )


def _only_named(
    types: list[str],
    which: NDArray[np.int32],
    kinds: NDArray[np.int16],
    source: NDArray[np.int32],
    target: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Where a module asks for the id of what it loads with `import()`, bool: require.resolveWeak,
    as next/dynamic and loadable components write it, has the type of require.resolve, too, but
    loads nothing (webpack's RequireResolveDependency)."""
    pair = source.astype(np.int64) << 32 | target
    later = pair[kinds == model.DYNAMIC]
    resolves = np.array([each == "require.resolve" for each in types], np.bool_)[which]
    return resolves & np.isin(pair, later)


def _repeats(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Rows that are what the row before is, bool: a group's own, which repeats its last reason."""
    same = np.zeros(len(columns[0]), np.bool_)
    same[1:] = np.logical_and.reduce([each[1:] == each[:-1] for each in columns])
    return same


def _described(
    written: Written, describing: NDArray[np.int32], at: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The module each reason is for; -1 where the same reason counts elsewhere. Those of a
    concatenation come from outside of it and are for its main member."""
    module = np.full(len(written.row) + 1, -1, np.int32)
    whole = np.flatnonzero(written.is_whole & (written.whole_row >= 0))
    _, first = np.unique(written.identifier[whole], return_index=True)
    module[whole[first]] = written.whole_row[whole[first]]
    known = np.flatnonzero(describing >= 0)
    module[describing[known]] = known
    # What the file breaks off in has no row: its reasons are left out.
    return module[np.minimum(at, len(written.row))]


def _sources(
    written: Written, texts: Texts, inner: NDArray[np.int32], outer: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The module by the inner identifier, else by the outer, which may be a concatenation's."""
    of_text = np.full(len(texts) + 1, -1, np.int32)
    known = np.flatnonzero((written.identifier >= 0) & (written.whole_row >= 0))
    of_text[written.identifier[known]] = written.whole_row[known]
    found = of_text[inner]
    return np.where(found >= 0, found, of_text[outer]).astype(np.int32)


def _formats(
    types: list[str], which: NDArray[np.int32], source: NDArray[np.int32], modules: int
) -> NDArray[np.uint8]:
    """ES modules by what they ask with; CommonJS where only that is seen."""
    found = np.zeros(modules, np.uint8)
    form = np.array([source_format(each) for each in types], np.uint8)[which]
    for each in (model.COMMONJS, model.ESM):
        found[source[(form == each) & (source >= 0)]] = each
    return found


def _side_effects(
    types: list[str],
    which: NDArray[np.int32],
    active: NDArray[np.uint8],
    target: NDArray[np.int32],
    modules: int,
) -> NDArray[np.int8]:
    """0 for a module whose evaluation does not hold for itself, 1 where it does: webpack keeps
    that connection only where the module may have side effects
    (HarmonyImportSideEffectDependency.getCondition)."""
    found = np.full(modules, -1, np.int8)
    evaluates = np.array([is_side_effect_evaluation(each) for each in types], np.bool_)[which]
    found[target[evaluates & (active == _INACTIVE)]] = 0
    found[target[evaluates & (active == _ACTIVE)]] = 1
    return found


def _lazy_contexts(
    written: Written, texts: Texts, source: NDArray[np.int32], kinds: NDArray[np.int16]
) -> NDArray[np.int16]:
    """What a context stands for is loaded later where the context is lazy."""
    is_context = (kinds == model.CONTEXT) & (source >= 0)
    contexts = np.unique(source[is_context])
    identifier = np.full(written.modules, -1, np.int32)
    known = written.row >= 0
    identifier[written.row[known]] = written.identifier[known]
    lazy = [is_lazy_context(text) for text in texts.take(identifier[contexts])]
    later = np.isin(source, contexts[np.array(lazy, np.bool_)])
    return np.where(is_context & later, model.DYNAMIC, kinds).astype(np.int16)
