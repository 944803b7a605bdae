"""In which chunks modules are, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study


def chunk_words(study: Study) -> tuple[list[str], NDArray[np.int32]]:
    """Texts, and of each module the one it has, int32 (m), -1 for none: ``main``, ``main +2``;
    chunks that load at start are named first. Worked out once."""
    return study.once("ui.chunk_words", lambda: _words(study))


def chunk_names(study: Study) -> list[str]:
    """What chunks are called, without the folders that all of them are in; worked out once."""
    return study.once("ui.chunk_names", lambda: _names(study))


def _names(study: Study) -> list[str]:
    names = [study.model.strings[int(each)] for each in study.model.chunks.name]
    files = [name.split("/") for name in names if "/" in name]
    if len(files) < len(names) or not names:
        return names
    shared = 0
    while all(len(parts) > shared + 1 and parts[shared] == files[0][shared] for parts in files):
        shared += 1
    return ["/".join(parts[shared:]) for parts in files]


def _words(study: Study) -> tuple[list[str], NDArray[np.int32]]:
    model = study.model
    chunks, m = model.chunks, len(model.modules)
    c = max(len(chunks), 1)
    known = model.placements.chunk >= 0
    module = model.placements.module[known].astype(np.int64)
    chunk = model.placements.chunk[known]
    later = np.append(~chunks.is_initial, True)[chunk]
    pair = np.unique(module * (2 * c) + later * c + chunk)
    module, chunk = pair // (2 * c), pair % c
    count = np.bincount(module, minlength=m)
    found = np.full(m, -1, np.int32)
    first = np.ones(len(pair), np.bool_)
    first[1:] = module[1:] != module[:-1]
    key = chunk[first] * (c + 1) + count[module[first]]
    used, numbers = np.unique(key, return_inverse=True)
    found[module[first]] = numbers.reshape(-1)
    texts = []
    for each in used.tolist():
        which, several = divmod(each, c + 1)
        name = model.strings[chunks.name[which]]
        texts.append(name if several == 1 else f"{name} +{several - 1}")
    return texts, found
