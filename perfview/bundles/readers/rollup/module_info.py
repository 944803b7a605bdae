"""What Rollup's `getModuleInfo` tells of each module."""

from __future__ import annotations

from typing import Any

from perfview.bundles.model import DYNAMIC, EXTERNAL, IMPORT
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.json_parts import Part
from perfview.bundles.readers.assembling.values import size_of, text_in, texts_in
from perfview.bundles.readers.rollup.identifiers import file_of, kind_of

_EFFECTS = {True: 1, "no-treeshake": 1, False: 0}


def add_module_info(build: Assembly, modules: Part) -> None:
    """Every module and its imports; of what is told by target only, by that."""
    asked: list[tuple[int, dict[str, Any]]] = []
    for identifier, told in _listed(modules):
        kind = EXTERNAL if told.get("isExternal") is True else kind_of(identifier)
        row = build.module(file_of(identifier), kind=kind)
        _describe(build, row, told)
        asked.append((row, told))
    known: set[tuple[int, int, int]] = set()
    for row, told in asked:
        for names, kind in (("importedIds", IMPORT), ("dynamicallyImportedIds", DYNAMIC)):
            for identifier in texts_in(told, names):
                _ask(build, row, _module(build, identifier), kind, known)
        for names, kind in (("importers", IMPORT), ("dynamicImporters", DYNAMIC)):
            for identifier in texts_in(told, names):
                _ask(build, _module(build, identifier), row, kind, known)


def _listed(modules: Part) -> list[tuple[str, dict[str, Any]]]:
    named = [(name, told) for name, told in modules.items() if isinstance(told, dict)]
    listed = [told for told in modules.elements() if isinstance(told, dict)]
    return named + [(told["id"], told) for told in listed if text_in(told.get("id"))]


def _module(build: Assembly, identifier: str) -> int:
    return build.module(file_of(identifier), kind=kind_of(identifier))


def _describe(build: Assembly, row: int, told: dict[str, Any]) -> None:
    effects = told.get("moduleSideEffects")
    code = told.get("code")
    size = len(code.encode("utf-8", "replace")) if isinstance(code, str) else -1
    build.describe(
        row,
        size=size if size >= 0 else size_of(told.get("codeLength")),
        side_effects=_EFFECTS.get(effects, -1) if isinstance(effects, bool | str) else -1,
    )
    if told.get("isEntry") is True:
        build.enter_at(row)


def _ask(
    build: Assembly, source: int, target: int, kind: int, known: set[tuple[int, int, int]]
) -> None:
    if source != target and (source, target, kind) not in known:
        known.add((source, target, kind))
        build.ask(source, target, kind)


def keep_real_entries(build: Assembly) -> None:
    """Where the target of an `import()` is called an entry as well, it counts only when there is
    no other."""
    marked = build.entered()
    kinds = zip(*build.imports.columns[1:3], strict=True)
    later = {target for target, kind in kinds if kind == DYNAMIC}
    kept = set(marked) - later or set(marked)
    for row in marked:
        build.enter_at(row, row in kept)
