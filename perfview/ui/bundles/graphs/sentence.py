"""Why a module is there, in one sentence."""

from __future__ import annotations

from perfview.bundles.searching.wording import short
from perfview.bundles.study import Study
from perfview.findings.quantities import number, plural, size
from perfview.ui.bundles.graphs.import_graph import MOST_WAYS, ImportGraph

_USUAL_NAMES = ("index", "main", "mod")
"""Files that stand for the folder they are in."""


def told_apart(study: Study, module: int) -> str:
    """The name of a module's file, ``Button.tsx``; with its package or folder where many files are
    called so: ``react/index.js``."""
    folder, _, name = study.name_of(module).rpartition("/")
    over = study.package_of(module) or folder.rpartition("/")[2]
    is_usual = name.partition(".")[0] in _USUAL_NAMES
    return f"{over}/{name}" if over and is_usual else name or folder


def why_words(study: Study, graph: ImportGraph) -> str:
    """``moment.js loads at start, along 1 way of 3 imports. Without the import in i18n.js:12 it
    would not: 299 kB.``"""
    module, reached = graph.focus, study.loading.reached
    name = told_apart(study, module)
    if study.model.modules.is_entry[module]:
        return f"{name} is an entry: it loads at start, and nobody has to import it."
    if not reached.at_all[module]:
        return f"{name} is not loaded: no import that was kept leads to it."
    count = len(graph.ways)
    shortest = len(graph.ways[0]) if graph.ways else 0
    long = plural(shortest, "import")
    more = f"{number(count)} ways or more" if count >= MOST_WAYS else f"{number(count)} ways"
    along = f"one way of {long}" if count == 1 else f"{more}, the shortest of {long}"
    when = "loads at start" if reached.at_start[module] else "loads when it is asked for"
    said = f"{name} {when}, along {along}."
    if not graph.sole:
        several = "Several imports keep it there." if reached.at_start[module] else ""
        return f"{said} {several}".strip()
    row = int(graph.row[graph.sole[0]])
    imports = study.model.imports
    importer = short(study.name_of(int(imports.source[row])))
    line = f":{int(imports.line[row])}" if imports.line[row] else ""
    freed = int(study.dominated_at_start.retained_bytes[int(imports.target[row])])
    return f"{said} Only the import in {importer}{line} keeps it there: {size(freed)}."
