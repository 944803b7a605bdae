"""Reads an esbuild metafile: inputs with their imports, outputs with the bytes of each input."""

from __future__ import annotations

from perfview.bundles.model import SHIPPED, BundleModel
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import JsonParts
from perfview.bundles.readers.esbuild.inputs import add_inputs
from perfview.bundles.readers.esbuild.outputs import add_outputs
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def read_metafile(source: Source, progress: Progress) -> tuple[BundleModel, ImportReport]:
    """The build. Raises `UnreadableInput` when there is neither an input nor an output."""
    parts = JsonParts(source, progress, "Reading what was bundled")
    root = parts.document.root
    build = Assembly("esbuild", "esbuild", SHIPPED)
    dynamic = add_inputs(build, root.get("inputs"))
    progress.check()
    unknown = add_outputs(build, root.get("outputs"), dynamic)
    if not build.module_row and not build.asset_row:
        raise UnreadableInput(
            "This metafile names neither an input nor an output.",
            remedy="Build with bundling on (esbuild --bundle --metafile=meta.json).",
        )
    report = parts.report(len(build))
    del parts, root  # the text is not needed any more, and takes as much as all else
    model = build.model()
    report.note(
        "unknown-input", unknown, "Outputs name inputs that are not listed; they were added."
    )
    return model, report
