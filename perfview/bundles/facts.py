"""What a bundle holds beyond the rows of its tables, for `perfview info`."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.quantities import plural
from perfview.recording.fact import Fact


def facts(study: Study) -> list[Fact]:
    """How much of everything there is."""
    model = study.model
    found = []
    counts: dict[str, tuple[int, *tuple[str, ...]]] = {
        "modules": (len(model.modules), "module"),
        "packages": (len(model.packages), "package"),
        "imports": (len(model.imports), "import"),
        "chunks": (len(model.chunks), "chunk"),
        "assets": (len(model.assets), "file"),
        "entries": (len(model.entry_name), "entry", "entries"),
    }
    for name, (count, *words) in counts.items():
        if count:
            found.append(Fact(name, count, plural(count, *words)))
    if len(study.built):
        files = plural(len(study.built), "built file")
        found.append(Fact("built_files", len(study.built), f"{files} in {study.built.folder}"))
    return found
