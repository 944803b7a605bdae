"""Functions found by a piece of their name or file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.profiles.study import Study


def functions_like(study: Study, text: str) -> NDArray[np.bool_]:
    """Which functions have every word of `text` in their name or file, case ignored: bool (f)."""
    folded = study.once("folded names", lambda: _folded(study))
    words = text.casefold().split()
    found = (all(word in name for word in words) for name in folded)
    return np.fromiter(found, np.bool_, len(folded))


def _folded(study: Study) -> list[str]:
    functions, strings = study.model.functions, study.model.strings
    pairs = zip(functions.name.tolist(), functions.file.tolist(), strict=True)
    return [f"{strings[name]} {strings[file]}".casefold() for name, file in pairs]
