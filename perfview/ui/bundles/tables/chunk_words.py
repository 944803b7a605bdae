"""In which chunks modules are, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.study import Study


def chunk_words(study: Study) -> tuple[list[str], NDArray[np.int32]]:
    """Texts, and of each module the one it has, int32 (m), -1 for none: ``main``, ``main +2``;
    chunks that load at start are named first. Worked out once."""
    return study.once("ui.chunk_words", lambda: _words(study))


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
