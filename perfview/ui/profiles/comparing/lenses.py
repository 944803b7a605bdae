"""One lens for two profiles: what it does to the profile after, done to the one before."""

from __future__ import annotations

from perfview.profiles.lens import Lens
from perfview.profiles.study import Study
from perfview.profiles.transforms.transform import Transform
from perfview.profiles.transforms.words import TransformError, parse_transform, text_of


def lenses_of(before: Study, after: Study, lens: Lens) -> tuple[Lens, Lens]:
    """The lenses of both profiles for a lens of the one after. Threads and times say nothing of
    another recording and are left out; so is, from both, what means nothing in one of them."""
    old, new = [], []
    for transform in lens.transforms:
        same = _counterpart(before, after, transform)
        if same is not None:
            old.append(same)
            new.append(transform)
    metrics = _metrics(before, after, lens.metric)
    return (
        Lens(metrics[0], labels=lens.labels, where=lens.where, transforms=tuple(old)),
        Lens(metrics[1], labels=lens.labels, where=lens.where, transforms=tuple(new)),
    )


def _counterpart(before: Study, after: Study, transform: Transform) -> Transform | None:
    try:
        return parse_transform(before, text_of(after, transform))
    except TransformError:
        return None


def _metrics(before: Study, after: Study, metric: int) -> tuple[int, int]:
    """The kind of weight by its name, or each profile's own where one does not have it."""
    if metric < 0:
        return -1, -1
    name = after.metric_names()[metric]
    names = before.metric_names()
    return (names.index(name), metric) if name in names else (-1, -1)
