"""What source maps say of a profile: which functions they name, and code that came with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import plural


@dataclass(frozen=True)
class Originals:
    """texts: source code by file; maps: the maps that were used; mapped bool (f): functions whose
    name and place are their original ones."""

    texts: Mapping[str, str] = field(default_factory=dict)
    maps: tuple[str, ...] = ()
    mapped: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))

    def __bool__(self) -> bool:
        return bool(self.maps)


NO_MAPS = Originals()


def said_of_maps(originals: Originals) -> str:
    """``12 functions named by bundle.js.map``."""
    count = int(originals.mapped.sum())
    maps = [Path(name).name for name in originals.maps]
    more = f" and {len(maps) - 1} more" if len(maps) > 1 else ""
    return f"{plural(count, 'function')} named by {maps[0]}{more}" if maps else ""
