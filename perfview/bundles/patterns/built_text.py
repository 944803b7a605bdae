"""The text of built files, as detectors look through it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.bundles.built.attributing import stretches_of
from perfview.bundles.model import SCRIPT, STYLE_SHEET
from perfview.bundles.study import Study
from perfview.recording.errors import UnreadableInput


def built_code(
    study: Study, kinds: tuple[int, ...] = (SCRIPT, STYLE_SHEET)
) -> Iterator[tuple[int, bytes]]:
    """Row in `Assets` and content of each built file of these kinds that is at hand and as it was
    when it was found."""
    for asset, file in sorted(study.built.by_asset.items()):
        if int(study.model.assets.kind[asset]) not in kinds:
            continue
        try:
            yield asset, file.code()
        except UnreadableInput:
            continue


def asset_name(study: Study, asset: int) -> str:
    """A file's path under the output folder."""
    return study.model.strings[study.model.assets.name[asset]]


def loads_at_start(study: Study, asset: int) -> bool:
    """Whether a file loads at start."""
    return bool(study.weights.is_initial[asset])


def module_at(study: Study, asset: int, place: int) -> int:
    """The module that stands at a byte of a file, -1 where that is not known."""
    stretches = stretches_of(study, asset)
    if stretches is None or not len(stretches):
        return -1
    at = int(np.searchsorted(stretches.start, place, "right")) - 1
    return int(stretches.module[at]) if at >= 0 and place < stretches.stop[at] else -1
