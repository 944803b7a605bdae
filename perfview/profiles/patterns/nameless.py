"""Functions of which the recorder knows an address or a binary at most."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.matching import named
from perfview.profiles.study import Study

_ADDRESS = re.compile(
    r"^(0x[0-9a-f]+|[0-9a-f]{8,16}|<unknown>|\?\?|\[[^\]]*\])$",
    re.IGNORECASE,
)


def nameless(study: Study) -> NDArray[np.bool_]:
    """Frames without a name: ``0xb27a8``, ``[libc.so.6]``, ``<unknown>``, ``(program)``; bool (f).
    Nobody can be told to look there."""
    unknown: NDArray[np.bool_] = study.kinds == Kind.UNKNOWN
    return unknown | named(study, _ADDRESS)
