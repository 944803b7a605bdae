"""The inputs of an esbuild metafile and their imports, as columns, without an object for each."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.model import (
    COMMONJS,
    DYNAMIC,
    ESM,
    EXTERNAL,
    IMPORT,
    OTHER_IMPORT,
    REQUIRE,
    STYLE_IMPORT,
    URL,
)
from perfview.bundles.readers.assembling.assembly import Assembly
from perfview.bundles.readers.assembling.values import LARGEST
from perfview.kernels.interning import unescape_json
from perfview.kernels.json_records import NUMBER, TEXT, Records
from perfview.recording.json_views import JsonView

_KINDS = {
    b"import-statement": IMPORT,
    b"require-call": REQUIRE,
    b"dynamic-import": DYNAMIC,
    b"require-resolve": URL,
    b"import-rule": STYLE_IMPORT,
    b"composes-from": STYLE_IMPORT,
    b"url-token": URL,
}
"""https://esbuild.github.io/api/#metafile; `require.resolve` loads nothing, it names a file."""

_FORMATS = {b"esm": ESM, b"cjs": COMMONJS}

_COLUMNS = {
    "\0": TEXT,
    "bytes": NUMBER,
    "format": TEXT,
    "path": TEXT,
    "kind": TEXT,
    "original": TEXT,
    "entryPoint": TEXT,
}
"""The first takes the inputs' own names; no member is called so."""
_NAME, _BYTES, _FORMAT, _PATH, _KIND, _ORIGINAL, _ENTRY = range(len(_COLUMNS))

_NAMESPACE = re.compile(r"^(?!https?:|data:|node:|file:)[A-Za-z][\w.+-]+:(?=[\w.@/-])")


def add_inputs(build: Assembly, inputs: JsonView) -> set[int]:
    """Every input and its imports; the targets of dynamic imports. What is imported and no input
    stays outside of the bundle."""
    found = inputs.records(_COLUMNS, keyed="\0", children="imports")
    told = inputs.document.texts.texts()
    if not len(found):
        return set()
    row_of_text = _add_modules(build, found, told)
    return _add_imports(build, found, told, row_of_text, is_cut=inputs.document.broken >= 0)


def plain_path(path: str) -> str:
    """An input's path without the namespace that esbuild (``(disabled):``) or a plugin put before
    it; addresses and drives stay."""
    if path.startswith("(disabled):"):
        return f"{path.removeprefix('(disabled):')} (ignored)"
    return _NAMESPACE.sub("", path)


def _text(raw: bytes) -> str:
    return unescape_json(raw).decode("utf-8", "replace")


def _meanings(
    column: NDArray[np.int32], told: list[bytes], known: dict[bytes, int], other: int
) -> NDArray[np.int64]:
    """What a column of texts means, int64 (as column), `other` for none and for unknown ones."""
    texts, places = np.unique(column, return_inverse=True)
    means = [known.get(told[text], other) if text >= 0 else other for text in texts.tolist()]
    return np.array(means, np.int64)[places]


def _sizes(found: Records, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """Bytes, int64, -1 for what is no size."""
    value = found.values[rows, _BYTES]
    fits = (value >= 0) & (value <= LARGEST)
    return np.where(fits, value, -1).astype(np.int64)


def _add_modules(build: Assembly, found: Records, told: list[bytes]) -> NDArray[np.int64]:
    """The modules. Returns the module of each text, int64, -1 for none, one more for no text."""
    rows = np.flatnonzero(found.parent < 0)
    names, first = np.unique(found.texts(_NAME)[rows], return_index=True)
    rows = rows[np.sort(first[names >= 0])]
    texts = found.texts(_NAME)[rows]
    paths = [_text(told[text]) for text in texts.tolist()]
    forms = _meanings(found.texts(_FORMAT)[rows], told, _FORMATS, 0)
    row_of_text = np.full(len(told) + 1, -1, np.int64)
    if len(set(paths)) == len(paths):
        row_of_text[texts] = build.add_modules(paths, _sizes(found, rows), forms)
    else:  # the same path, written with escapes and without
        sizes = _sizes(found, rows)
        for text, path, size, form in zip(texts.tolist(), paths, sizes, forms, strict=True):
            row_of_text[text] = build.module(path, size=int(size), form=int(form))
    for path, row in build.module_row.items():
        if ":" in path:
            build.paths[row] = plain_path(path)
    return row_of_text


def _add_imports(
    build: Assembly,
    found: Records,
    told: list[bytes],
    row_of_text: NDArray[np.int64],
    *,
    is_cut: bool,
) -> set[int]:
    parent, path = found.parent, found.texts(_PATH)
    # Bun names the file a lazy part was written to, and which input that was made for.
    made_for = found.texts(_ENTRY)
    path = np.where((made_for >= 0) & (row_of_text[made_for] >= 0), made_for, path)
    # A list in an input's list of imports would have rows below an import's.
    rows = np.flatnonzero((parent >= 0) & (path >= 0))
    rows = rows[parent[parent[rows]] < 0]
    kind = _meanings(found.texts(_KIND)[rows], told, _KINDS, OTHER_IMPORT)
    target = row_of_text[path[rows]]
    # Of a file that breaks off, what is not listed may have been listed later.
    outside = -1 if is_cut else EXTERNAL
    for text in np.unique(path[rows[(target < 0) & (kind != URL)]]).tolist():
        row_of_text[text] = build.module(_text(told[text]), kind=outside)
    source, target = row_of_text[found.texts(_NAME)[parent[rows]]], row_of_text[path[rows]]
    kept = (source >= 0) & (target >= 0)
    if not kept.any():
        return set()
    source, target, kind = source[kept], target[kept], kind[kept]
    request = found.texts(_ORIGINAL)[rows[kept]]
    text_of = np.full(len(told) + 1, -1, np.int64)
    for text in np.unique(request[request >= 0]).tolist():
        text_of[text] = build.text(_text(told[text]))
    build.imports.extend(source, target, kind, 1, text_of[request])
    return set(target[kind == DYNAMIC].tolist())
