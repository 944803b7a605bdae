"""The code of an import made lazy, with the request as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfview.bundles.searching.exported import imported_names
from perfview.bundles.searching.import_rows import written
from perfview.bundles.searching.wording import identifier_of, is_component
from perfview.findings.finding import Example

if TYPE_CHECKING:
    from perfview.bundles.study import Study


def lazy_example(study: Study, importer: int, target: int) -> Example:
    """Before and after, at the import's place."""
    found = written(study, importer, target)
    path, source = study.name_of(target), study.name_of(importer)
    name = identifier_of(found.request)
    place = f"{source}:{found.line}" if found.line else source
    if path.endswith((".vue",)) or source.endswith(".vue") or _is_vue(study):
        return _vue(name, found.request, place, is_component(found.request, path))
    if is_component(found.request, path):
        return _react(name, found.request, place)
    return _called(study, importer, target, name, place)


def _is_vue(study: Study) -> bool:
    packages, texts = study.model.packages, study.model.strings
    row = texts.find("vue")
    return row >= 0 and bool((packages.name == row).any())


def _react(name: str, request: str, place: str) -> Example:
    return Example(
        f"import {name} from '{request}';",
        f"const {name} = lazy(() => import('{request}'));\n"
        f"// where it is shown: <Suspense fallback={{…}}><{name} /></Suspense>",
        "javascript",
        place,
    )


def _vue(name: str, request: str, place: str, is_shown: bool) -> Example:
    after = f"const {name} = () => import('{request}');"
    if is_shown and not place.partition(":")[0].endswith((".js", ".ts")):
        after = f"const {name} = defineAsyncComponent(() => import('{request}'));"
    return Example(f"import {name} from '{request}';", after, "javascript", place)


def _called(study: Study, importer: int, target: int, name: str, place: str) -> Example:
    request = written(study, importer, target).request
    parts = [part for part in imported_names(study, importer, target) if part != "default"][:2]
    if parts or not study.package_of(target):
        parts = parts or ["run"]
        before, after = f"{{ {', '.join(parts)} }}", f"{{ {', '.join(parts)} }}"
        used = f"{parts[0]}()"
    else:
        name = "".join(part for part in name if part.isalnum() or part in "_$") or "library"
        before, after, used = name, f"{{ default: {name} }}", f"use({name})"
    return Example(
        f"import {before} from '{request}';\n\nonClick={{() => {used}}}",
        f"onClick={{async () => {{\n  const {after} = await import('{request}');\n  {used};\n}}}}",
        "javascript",
        place,
    )
