"""What is odd about a bundle as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.bundles.study import Study
from perfview.recording.report import ImportReport


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: errors and warnings of the bundler, modules in no chunk that
    something still imports, chunks without files."""
    model, texts = study.model, study.model.strings
    for kind, slug in (("error", "build-errors"), ("warning", "build-warnings")):
        number = texts.find(kind)
        told = model.notes.text[model.notes.kind == number] if number >= 0 else []
        if len(told):
            first = " ".join(texts[int(told[0])].split())[:200]
            report.note(slug, len(told), f"The bundler reported {kind}s, the first: {first}")
    if len(model.chunks) and len(model.assets):
        without = len(model.chunks) - len(np.unique(model.chunk_assets.left))
        report.note("chunk-without-file", without, "Chunks have no file in the stats.")
