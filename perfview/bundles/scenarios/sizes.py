"""What a change does to what ships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.scenarios.edits import Edit

if TYPE_CHECKING:
    from perfview.bundles.study import Study


@dataclass(frozen=True)
class Size:
    """JavaScript in bytes: as written, at gzip -9, at brotli 11; None where the files are not at
    hand or it was not asked for."""

    raw: int
    gzip: int | None = None
    brotli: int | None = None


@dataclass(frozen=True)
class Sizes:
    """What loads at start (with any entry), and everything."""

    initial: Size
    total: Size


@dataclass(frozen=True)
class Outcome:
    """A change worked out.

    leaves, joins int32: modules that load at start no more, or only now; gone int32: modules that
    are in no file any more. low, high: what the change saves of `initial.raw` (or of `total.raw`
    when nothing of that changes) at least and at most, in bytes, positive for less; equal for edits
    of edges alone.
    """

    before: Sizes
    after: Sizes
    leaves: NDArray[np.int32]
    joins: NDArray[np.int32]
    gone: NDArray[np.int32]
    low: int
    high: int

    @property
    def saved_initial(self) -> int:
        """Bytes of JavaScript as written that start without, positive for less."""
        return self.before.initial.raw - self.after.initial.raw

    @property
    def saved_total(self) -> int:
        """The same of everything."""
        return self.before.total.raw - self.after.total.raw


def outcome(
    study: Study, edits: Sequence[Edit], *, gzip: bool = False, brotli: bool = False
) -> Outcome:
    """What these changes together bring. Without `gzip` and `brotli` it takes milliseconds; with
    them what stays of the files that change is compressed anew."""
    raise NotImplementedError
