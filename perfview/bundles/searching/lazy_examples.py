"""The code of an import made lazy, with the request and the names as they are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from perfview.bundles.searching.exported import imported_names, imports_of
from perfview.bundles.searching.import_rows import request_of, written
from perfview.bundles.searching.wording import identifier_of, is_component
from perfview.findings.finding import Example

if TYPE_CHECKING:
    from perfview.bundles.study import Study

_SCRIPTS = (".js", ".ts")

_RESERVED = (
    "break case catch class const continue debugger default delete do else enum export extends "
    "false finally for function if import in instanceof new null return super switch this throw "
    "true try typeof var void while with yield let static await async of"
)
"""Words that no variable may be called (ECMA-262, 12.7.2), and those that would confuse."""


@dataclass(frozen=True)
class _Import:
    """An import as it stands: what it asks for, where; name: what the importer calls the whole of
    it or its default export; parts: what it takes by name; is_whole: ``* as name``; is_told:
    whether any of that is known."""

    request: str
    place: str
    name: str
    parts: tuple[str, ...]
    is_whole: bool
    is_told: bool

    @property
    def clause(self) -> str:
        """What stands between ``import`` and ``from``."""
        if self.parts:
            return f"{{ {', '.join(self.parts)} }}"
        return f"* as {self.name}" if self.is_whole else self.name


def lazy_example(study: Study, importer: int, target: int) -> Example:
    """Before and after, at the import's place."""
    found = _import(study, importer, target)
    path, source = study.name_of(target), study.name_of(importer)
    is_shown = is_component(found.request, path) or _is_react_component(study, found, target)
    if not is_shown and not found.is_told:
        # What nobody tells the names of can always be taken as a whole.
        found = replace(found, is_whole=True, name=_not_reserved(found.name))
    if path.endswith(".vue") or source.endswith(".vue") or _has(study, "vue"):
        is_made = is_shown or path.endswith(".vue") or not found.is_told
        return _vue(found, is_shown and not source.endswith(_SCRIPTS)) if is_made else _asked(found)
    return _react(found) if is_shown else _called(found)


def _import(study: Study, importer: int, target: int) -> _Import:
    request, line = request_of(study, importer, target), written(study, importer, target).line
    source = study.name_of(importer)
    place = f"{source}:{line}" if line else source
    parts = [part for part in imported_names(study, importer, target) if part != "default"][:2]
    name, is_whole = identifier_of(request), False
    statements = imports_of(study, importer, target) or []
    for each in statements:
        whole = [local for local, outer in each.names.items() if outer in ("*", "default")]
        if whole and not parts:
            name, is_whole = whole[0], each.is_whole
    name = "".join(part for part in name if part.isalnum() or part in "_$") or "library"
    return _Import(request, place, name, tuple(parts), is_whole, bool(parts or statements))


def _not_reserved(name: str) -> str:
    return f"{name}Module" if name in _RESERVED.split() else name


def _has(study: Study, package: str) -> bool:
    packages, texts = study.model.packages, study.model.strings
    row = texts.find(package)
    return row >= 0 and bool((packages.name == row).any())


def _is_react_component(study: Study, found: _Import, target: int) -> bool:
    """Whether a script that is called like a component is one of a React application."""
    name = found.parts[0] if found.parts else found.name
    is_named = name[:1].isupper() and name == identifier_of(study.name_of(target))
    return is_named and not study.package_of(target) and _has(study, "react")


def _react(found: _Import) -> Example:
    part = found.parts[0] if found.parts else ""
    name, asked = part or found.name, f"import('{found.request}')"
    if part:
        asked += f".then((m) => ({{ default: m.{part} }}))"
    return Example(
        f"import {found.clause} from '{found.request}';",
        f"const {name} = lazy(() => {asked});\n"
        f"// where it is shown: <Suspense fallback={{…}}><{name} /></Suspense>",
        "javascript",
        found.place,
    )


def _vue(found: _Import, is_shown: bool) -> Example:
    name = found.parts[0] if found.parts else found.name
    asked = f"() => import('{found.request}')"
    after = f"const {name} = {f'defineAsyncComponent({asked})' if is_shown else asked};"
    return Example(
        f"import {found.clause} from '{found.request}';", after, "javascript", found.place
    )


def _asked(found: _Import) -> Example:
    """Of what is no component, where templates and not expressions ask for it."""
    name = found.parts[0] if found.parts else found.name
    taken = name if found.is_whole else f"{{ default: {name} }}"
    return Example(
        f"import {found.clause} from '{found.request}';",
        f"async function whenAsked() {{\n"
        f"  const {found.clause if found.parts else taken} = await import('{found.request}');\n"
        f"  use({name});\n}}",
        "javascript",
        found.place,
    )


def _called(found: _Import) -> Example:
    name = found.parts[0] if found.parts else found.name
    used = f"{name}()" if found.parts else f"use({name})"
    taken = name if found.is_whole else f"{{ default: {name} }}"
    taken = found.clause if found.parts else taken
    return Example(
        f"import {found.clause} from '{found.request}';\n\nonClick={{() => {used}}}",
        f"onClick={{async () => {{\n  const {taken} = await import('{found.request}');\n"
        f"  {used};\n}}}}",
        "javascript",
        found.place,
    )
