"""Why a module or a package is in the bundle, for `perfview why`."""

from __future__ import annotations

from perfview.bundles.study import Study
from perfview.findings.presence import Reasons


def answer(study: Study, wanted: str, most_paths: int) -> Reasons:
    """Why what is named by a path, a part of one, or a package is in the build, with up to
    `most_paths` ways of imports from an entry. Raises UnanswerableError."""
    raise NotImplementedError
