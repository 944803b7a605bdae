"""From what is to be shown to boxes with words: everything that takes longer than a moment."""

from __future__ import annotations

import numpy as np

from perfview.bundles.measures.weighing import SOURCE
from perfview.bundles.study import Study
from perfview.findings.quantities import plural, size
from perfview.ui.bundles.pictures.amounts import (
    NO_FILES,
    can_show,
    chosen_assets,
    file_bytes,
    leaf_bytes,
)
from perfview.ui.bundles.pictures.looks import twice
from perfview.ui.bundles.pictures.outline import TOP, outline_of
from perfview.ui.bundles.pictures.picture import Drawn
from perfview.ui.bundles.pictures.showing import SIZE_WORDS, Part, Showing, Sizes
from perfview.ui.bundles.pictures.tree import tree_of
from perfview.ui.bundles.pictures.unused import unused_modules
from perfview.ui.bundles.pictures.words import BundleWords

EVERYTHING = "everything"


def drawn(study: Study, showing: Showing) -> Drawn:
    """The boxes of what is shown. Compresses files when sizes are compressed."""
    outline = outline_of(study, showing.grouping)
    root = showing.crumbs[-1][1] if showing.crumbs else TOP
    tree = tree_of(outline, leaf_bytes(study, outline, showing), root)
    name = part_words(study, showing.part)
    marks = showing.marks_twice
    words = BundleWords(study, tree, showing.sizes, name, marks_twice=marks)
    unused = unused_modules(study) if showing.marks_unused else None
    return Drawn(showing, tree, words, unused, twice(study, tree) if marks else [])


def part_words(study: Study, part: Part) -> str:
    """What a part is called: ``main``, ``everything``."""
    model, texts = study.model, study.model.strings
    if part.entry >= 0:
        return texts[model.entry_name[part.entry]]
    return texts[model.chunks.name[part.chunk]] if part.chunk >= 0 else EVERYTHING


def told(study: Study, made: Drawn) -> str:
    """How much is shown: ``1.94 MB parsed, 580 kB gzip, 1,284 modules``."""
    showing, tree = made.showing, made.tree
    said = [f"{size(tree.whole)} {SIZE_WORDS[showing.sizes]}"]
    compressed = vars(study).get("compressed")
    if compressed is not None and compressed.is_known and showing.sizes is not Sizes.GZIP:
        said += _gzip_words(study, showing)
    if showing.only_initial or showing.part.entry >= 0:
        said[-1] += " at start"
    module = tree.outline.module[tree.node]
    # Marked rather than sorted: it is told on the window's thread.
    is_shown = np.zeros(len(study.model.modules), np.bool_)
    is_shown[module[module >= 0]] = True
    count = int(np.count_nonzero(is_shown))
    if count:
        said.append(plural(count, "module"))
    return " · ".join(said)


def _gzip_words(study: Study, showing: Showing) -> list[str]:
    if showing.crumbs:
        return []
    shown = chosen_assets(study, showing.part, at_start=showing.only_initial)
    holds_code = (study.weights.unexplained > 0) | np.isin(
        np.arange(len(shown)), study.weights.asset
    )
    whole = file_bytes(study, Sizes.GZIP)[shown & holds_code]
    return [f"{size(int(whole.sum()))} gzip"] if len(whole) and (whole >= 0).all() else []


def parts_of(study: Study) -> list[tuple[str, str, Part]]:
    """What one can choose to be shown: words, how much, which."""
    model = study.model
    found = [(EVERYTHING, "", Part())]
    entries = range(len(model.entry_name))
    found += [(part_words(study, Part(entry=e)), "at start", Part(entry=e)) for e in entries]
    bytes_ = np.maximum(model.assets.bytes, 0)
    pairs = model.chunk_assets
    weight = np.bincount(pairs.left, bytes_[pairs.right], len(model.chunks))
    for chunk in np.argsort(-weight, kind="stable").tolist():
        words = part_words(study, Part(chunk=chunk))
        note = size(float(weight[chunk])) if weight[chunk] else ""
        found.append((f"chunk {words}", note, Part(chunk=chunk)))
    return found


def reasons(study: Study) -> list[str]:
    """Why each of `Sizes` cannot be shown, "" where it can."""
    found = [can_show(study, sizes) for sizes in Sizes]
    if len(study.model.modules) and study.weights.how == SOURCE:
        found[Sizes.SHIPPED] = found[Sizes.SHIPPED] or NO_FILES
    return found
