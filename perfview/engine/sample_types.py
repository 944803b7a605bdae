"""Which of several numbers a recording is looked at by (pprof's sample types)."""

from __future__ import annotations

import difflib
from typing import Any

from perfview.findings.forecast import UnanswerableError

OPTION = "--sample-type"


def measured_by(study: Any, name: str) -> Any:
    """The study by the number of this name, as it is for "". Raises UnanswerableError naming those
    there are."""
    if not name:
        return study
    names = study.metric_names()
    if name in names:
        return study.measured_by(name)
    if not names:
        raise UnanswerableError("This recording has no sample types to choose from.", OPTION)
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    said = f"There is no sample type “{name}”. {hint}There are: {', '.join(names)}."
    raise UnanswerableError(said, OPTION)
