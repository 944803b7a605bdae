"""What modules of webpack's stats are called: their paths, packages and kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from perfview.bundles import model
from perfview.bundles.naming.kinds import module_kind
from perfview.bundles.naming.paths import clean_path, clean_paths

_ENOUGH = 64
_LAYER = re.compile(r"\|(?![0-9a-f]{16,}$)([A-Za-z][\w-]*)$")
_KINDS = {
    "css": model.STYLE,
    "json": model.DATA,
    "runtime": model.RUNTIME,
    "webassembly": model.ASSET,
}


def paths_of(identifiers: list[str], names: list[str]) -> list[str]:
    """The path of each module: as its name has it, which is relative to the project, or its
    identifier where the name is not its own (Rspack calls members by their concatenation)."""
    root = _root(zip(identifiers, names, strict=True))
    if root:
        root += "/"
    told = [
        _within(identifier, root) if _is_borrowed(name) else _in_layer(identifier, name)
        for identifier, name in zip(identifiers, names, strict=True)
    ]
    return clean_paths(told)


def _is_borrowed(name: str) -> bool:
    return (
        not name
        or name.endswith((" modules", " module", " (ignored)"))
        or name.startswith("(webpack)")
    )


def _in_layer(identifier: str, name: str) -> str:
    """A name with the layer in front that only the identifier tells, as webpack's own are written:
    ``(ssr)/./app/page.js``."""
    layer = _LAYER.search(identifier) if "|" in identifier else None
    plain = name.startswith(".") and not name.endswith(layer[0] if layer else "")
    return f"({layer[1]})/{name}" if layer and plain else name


def _within(identifier: str, root: str) -> str:
    """An identifier with the project's folder taken off, its loaders left."""
    before, mark, resource = identifier.rpartition("!")
    path = clean_path(resource)
    return f"{before}{mark}{path[len(root) :]}" if root and path.startswith(root) else identifier


def _root(pairs: Iterable[tuple[str, str]]) -> str:
    """The folder that names are relative to."""
    found: Counter[str] = Counter()
    for identifier, name in pairs:
        if not name.startswith("./") or _is_borrowed(name):
            continue
        path, tail = clean_path(identifier), clean_path(name)
        if path.endswith(f"/{tail}"):
            found[path[: -len(tail) - 1]] += 1
            if found.total() == _ENOUGH:
                break
    return found.most_common(1)[0][0] if found else ""


def kind_of(path: str, identifier: str, module_type: str) -> int:
    """One of `MODULE_KINDS`; stats of webpack 4 have no types."""
    if identifier.startswith(("external ", "delegated ")):
        return model.EXTERNAL
    family = module_type.partition("/")[0]
    if family == "javascript":
        return model.JAVASCRIPT
    if family in _KINDS:
        return _KINDS[family]
    if family == "asset":
        return module_kind(path, model.ASSET)
    if identifier.startswith("css "):
        return model.STYLE
    if identifier.startswith("webpack/runtime/"):
        return model.RUNTIME
    kind = module_kind(path, model.OTHER if module_type else model.JAVASCRIPT)
    return model.JAVASCRIPT if kind == model.STYLE and not module_type else kind
