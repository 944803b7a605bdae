"""Evidence under names that mean the same in every build: packages, modules, files."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.finding import Evidence


def evidence_ids(study: Study, evidence: Evidence) -> list[dict[str, str]]:
    """Packages as ``{"type": "package", "id": "node_modules/immer"}``, then modules by their path,
    ``{"type": "module", "id": "src/app.jsx"}``, in the evidence's order.

    A bundle's evidence has packages as its groups and modules as its rows; in stats without
    modules, rows are files, ``{"type": "asset", "id": "main.js"}``.
    """
    model, texts = study.model, study.model.strings
    if not len(model.modules):
        return [{"type": "asset", "id": texts[model.assets.name[int(r)]]} for r in evidence.rows]
    folders = [texts[model.packages.folder[int(each)]] for each in evidence.groups]
    packages = [{"type": "package", "id": folder} for folder in folders]
    return packages + [{"type": "module", "id": study.name_of(int(r))} for r in evidence.rows]
