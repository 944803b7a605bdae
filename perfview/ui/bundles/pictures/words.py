"""What boxes of a bundle are called, and what hovering over one tells."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.measures.totals import package_totals
from perfview.bundles.model import ASSET_KINDS, OWN_CODE
from perfview.bundles.study import Study
from perfview.findings.quantities import THIN, percent, plural, size
from perfview.ui.bundles.colouring import OWN_WORDS, package_categories
from perfview.ui.bundles.pictures.amounts import estimated, known_row_bytes
from perfview.ui.bundles.pictures.outline import NEITHER, Kind
from perfview.ui.bundles.pictures.showing import SIZE_WORDS, Sizes
from perfview.ui.bundles.pictures.tree import Tree
from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.canvas.tip import TipText

BUNDLER_WORDS = "bundler’s own code"
_ALL, _HOME = "everything", "node_modules/"
_MEASURED_LATER = ("ui.row_bytes_gzip", "ui.row_bytes_brotli", "dominated")


class BundleWords:
    """Names and tips of the boxes of one tree; `sizes` says what it is weighed in, `marks_twice`
    whether packages that ship several times say so."""

    def __init__(
        self, study: Study, tree: Tree, sizes: Sizes, whole: str = _ALL, *, marks_twice: bool = True
    ) -> None:
        self._study, self._tree, self._sizes = study, tree, sizes
        self._whole, self._marks_twice = whole, marks_twice
        self._tips: dict[tuple[int, int], TipText] = {}

    def categories(self) -> NDArray[np.uint8]:
        """The colour of each box, uint8 (k): its package's; what is none is quiet."""
        package = self._tree.outline.package[self._tree.node]
        found = package_categories(self._study)[np.maximum(package, OWN_CODE)]
        found[package == NEITHER] = QUIET_CATEGORY
        asset = self._tree.outline.asset[self._tree.node]
        is_file = self._tree.outline.kind[self._tree.node] == Kind.FILE
        # Of stats without modules: by what files are.
        found[is_file] = self._study.model.assets.kind[asset[is_file]]
        return found

    def title(self, box: int) -> str:
        """``lodash 4.17.21``, ``components/``, ``Button.tsx``."""
        outline, node = self._tree.outline, int(self._tree.node[box])
        kind, path = Kind(int(outline.kind[node])), outline.path[node]
        if kind is Kind.PACKAGE:
            return self._package(int(outline.package[node]))
        if kind is Kind.CHUNK:
            return self.chunk(int(outline.chunk[node]), int(outline.asset[node]))
        if kind is Kind.OWN:
            return OWN_WORDS
        if kind in (Kind.RUNTIME, Kind.UNEXPLAINED):
            is_inside = outline.kind[max(int(outline.parent[node]), 0)] == Kind.RUNTIME
            return "joins and loads modules" if is_inside else BUNDLER_WORDS
        if kind is Kind.WHOLE:
            return self._whole
        return self._within(box, path) + ("/" if kind is Kind.FOLDER else "")

    @cached_property
    def searched(self) -> list[str]:
        """What is searched of each box (k), lower case: titles, of modules their paths."""
        tree, path = self._tree, self._tree.outline.path
        is_module = (tree.outline.module[tree.node] >= 0).tolist()
        return [
            (path[node].replace(_HOME, "") if is_module[box] else self.title(box)).casefold()
            for box, node in enumerate(tree.node.tolist())
        ]

    def _within(self, box: int, path: str) -> str:
        above = int(self._tree.parent[box])
        if above < 0:
            return path
        over = self._tree.outline.path[int(self._tree.base[above])]
        return path[len(over) + 1 :] if over and path.startswith(f"{over}/") else path

    def _package(self, row: int) -> str:
        words = package_words(self._study, row)
        copies = int(package_totals(self._study).copies[row]) if self._marks_twice else 0
        return f"{copies}{THIN}× {words}" if copies > 1 else words

    def chunk(self, chunk: int, asset: int) -> str:
        """``main``; of another file than its script ``main.css``; the file of what has none."""
        model, texts = self._study.model, self._study.model.strings
        if chunk < 0:
            return texts[model.assets.name[asset]] if asset >= 0 else "in no chunk"
        name = texts[model.chunks.name[chunk]]
        if asset < 0 or ASSET_KINDS[int(model.assets.kind[asset])] == "script":
            return name
        _, dot, suffix = texts[model.assets.name[asset]].rpartition(".")
        return name if name.endswith(f"{dot}{suffix}") else f"{name}{dot}{suffix}"

    def note(self, box: int) -> str:
        """How much it is."""
        return size(float(self._tree.weight[box]))

    def share(self, box: int) -> float:
        """A box's part of everything, 0-1."""
        return float(self._tree.weight[box]) / max(self._tree.whole, 1.0)

    def tip(self, box: int) -> TipText:
        """What hovering over a box tells, as far as it is known by now."""
        known = sum(name in vars(self._study) for name in _MEASURED_LATER)
        if (box, known) not in self._tips:
            self._tips[box, known] = self._tip(box)
        return self._tips[box, known]

    def _tip(self, box: int) -> TipText:
        outline, node = self._tree.outline, int(self._tree.node[box])
        module = int(outline.module[node])
        if module >= 0:
            return self._module_tip(box, module)
        share = f"{self.note(box)}  {percent(self.share(box))}"
        rows = [(self._size_words(is_file=outline.kind[node] == Kind.CHUNK), share)]
        inside = self.modules_in(box)
        if len(inside):
            rows += self._sums(inside)
        return TipText(self.title(box), self._place(node, len(inside)), tuple(rows))

    def _size_words(self, *, is_file: bool = False) -> str:
        """What the size is, and whether it is an estimate; whole files are measured."""
        words = SIZE_WORDS[self._sizes]
        is_guess = not is_file and estimated(self._study, self._sizes)
        return f"{words}, estimated" if is_guess else words

    def _place(self, node: int, modules: int) -> str:
        outline = self._tree.outline
        kind = Kind(int(outline.kind[node]))
        if kind is Kind.UNEXPLAINED:
            return "What no module explains: how modules are joined and loaded"
        if kind is Kind.FILE or not modules:
            return outline.path[node]
        path = f"{outline.path[node]}, " if outline.path[node] else ""
        return path + plural(modules, "module")

    def modules_in(self, box: int) -> NDArray[np.int32]:
        """The modules in a box, int32, each once."""
        tree = self._tree
        inside = tree.below(np.arange(len(tree)) == box)
        module = tree.outline.module[tree.node[inside]]
        return np.unique(module[module >= 0])

    def _sums(self, modules: NDArray[np.int32]) -> list[tuple[str, str]]:
        chosen = np.zeros(len(self._study.model.modules), np.bool_)
        chosen[modules] = True
        rows = []
        for sizes in Sizes:
            known = known_row_bytes(self._study, sizes)
            if known is not None and sizes is not self._sizes:
                rows.append((sizes, float(known[chosen[self._study.weights.module]].sum())))
        return [_beside(rows)] if rows else []

    def _module_tip(self, box: int, module: int) -> TipText:
        study = self._study
        one = np.array([module], np.int32)
        share = f"{self.note(box)}  {percent(self.share(box))}"
        rows = [(self._size_words(), share), *self._sums(one), ("loads", self._loads(module))]
        dominated = vars(study).get("dominated")
        if dominated is not None and dominated.retained_count[module] > 1:
            more = plural(int(dominated.retained_count[module]) - 1, "module")
            rows.append(
                ("with what only it brings in", f"{size(dominated.retained_bytes[module])}, {more}")
            )
        name = study.name_of(module)
        package = int(study.model.modules.package[module])
        where = package_words(study, package) if package >= 0 else name.rpartition("/")[0]
        return TipText(name.rpartition("/")[2] or name, where or OWN_WORDS, tuple(rows))

    def _loads(self, module: int) -> str:
        weights = self._study.weights
        mine = weights.module == module
        chunks = sorted({self.chunk(int(c), -1) for c in weights.chunk[mine] if c >= 0})
        when = "at start" if weights.at_start[module] > 0 else "when asked for"
        if not chunks:
            return when
        return f"{when}, {chunks[0]}" if len(chunks) == 1 else f"{when}, {len(chunks)} chunks"


def package_words(study: Study, row: int) -> str:
    """``lodash 4.17.21``; of an alias also what it stands for: ``ajv6 (ajv) 6.12.6``."""
    packages, texts = study.model.packages, study.model.strings
    name, real = texts[packages.name[row]], texts[packages.real_name[row]]
    alias = f" ({real})" if real and real != name else ""
    return f"{name}{alias} {texts[packages.version[row]]}".rstrip()


def _beside(rows: list[tuple[Sizes, float]]) -> tuple[str, str]:
    """Several sizes in one row: ``source, gzip`` and ``71.2 kB, 21.7 kB``."""
    words = ", ".join(SIZE_WORDS[sizes] for sizes, _ in rows)
    return words, ", ".join(size(value) for _, value in rows)
