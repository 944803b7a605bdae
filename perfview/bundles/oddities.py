"""What is odd about a bundle as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.bundles.model import RENDERED
from perfview.bundles.study import Study
from perfview.recording.report import ImportReport

_NOT_EXACT = (
    "Sizes of modules are from before minification{how}. For exact ones, build with source maps, "
    "or open the folder with the built files."
)


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: errors and warnings of the bundler, chunks without files,
    modules of which only sizes before minification are told."""
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
    if model.measured == RENDERED and not len(study.built):
        is_scaled = bool((model.assets.bytes > 0).any())
        how = ", scaled to their files" if is_scaled else ""
        report.note("sizes-before-minification", 1, _NOT_EXACT.format(how=how))
