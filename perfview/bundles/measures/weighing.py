"""What modules weigh in the files that ship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Weights:
    """Bytes of modules in files.

    module, asset int32, bytes int64 (w): one row a module and a file it is in (asset -1: in a chunk
    whose file is not known; chunk int32 then tells which, else the file's chunk or -1).
    of_module, at_start int64 (m): the sums over all files, and over those that load at start
    (styles count to their files). unexplained int64 (a): bytes of each file that belong to no
    module: the bundler's own code. how: ``source map``, ``bundler``, ``scaled`` (from sizes before
    minification, scaled to the file), ``source`` (no file tells: sizes before minification).
    is_initial bool (a): the file loads at start.
    """

    module: NDArray[np.int32]
    asset: NDArray[np.int32]
    chunk: NDArray[np.int32]
    bytes: NDArray[np.int64]
    of_module: NDArray[np.int64]
    at_start: NDArray[np.int64]
    unexplained: NDArray[np.int64]
    is_initial: NDArray[np.bool_]
    how: str

    def __len__(self) -> int:
        return len(self.module)


def weigh(study: Study) -> Weights:
    """The best that is known: source maps of the built files, the bundler's own bytes in the output
    (esbuild), sizes before minification scaled to the files, sizes before minification."""
    raise NotImplementedError
