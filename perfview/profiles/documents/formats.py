"""The formats in which chosen samples can be written, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.documents.collapsed import write_collapsed
from perfview.profiles.documents.pprof import write_pprof
from perfview.profiles.documents.speedscope import write_speedscope
from perfview.profiles.study import Study

Write = Callable[[Study, NDArray[np.int32], BinaryIO, Callable[[], None]], None]

DOCUMENTS: dict[str, Write] = {
    "speedscope": write_speedscope,
    "collapsed": write_collapsed,
    "pprof": write_pprof,
}
"""Each writes rows (int32, samples) of a study to a file; the last argument is called now and then
and may raise to stop."""
