"""What changes of imports would bring, for `perfview what-if`."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.bundles.study import Study
from perfview.findings.resizing import SizeChange, SizeForecast


def answer(study: Study, changes: Sequence[SizeChange]) -> SizeForecast:
    """What all of these changes at once bring: kinds lazy and cut (`what` is ``IMPORTER`` and
    ``MODULE`` on two lines), remove, dedupe, bypass, free. Raises UnanswerableError, listing what
    matches a name that is not unique."""
    raise NotImplementedError
