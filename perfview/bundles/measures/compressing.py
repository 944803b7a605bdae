"""What files weigh compressed, and each module's part of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class CompressedSizes:
    """gzip_bytes int64 (a): each file at gzip level 9, as the stats say where the file itself is
    not at hand, -1 unknown. gzip_of_module float64 (m): a module's part of it, by the bits that its
    stretches take in the compressed stream, so that they add up to the files (0 where unknown).
    is_known: whether any file's is."""

    gzip_bytes: NDArray[np.int64]
    gzip_of_module: NDArray[np.float64]
    is_known: bool


def compressed(study: Study) -> CompressedSizes:
    """Compress the built files (gzip -9) and take the streams apart; brotli is asked for by file:
    `built.codecs`."""
    raise NotImplementedError
