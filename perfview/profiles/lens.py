"""What of a profile is looked at: one value that every table, picture and export is made from."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.profiles.transforms.transform import Transform


@dataclass(frozen=True)
class Lens:
    """The samples that count, by what, and how their stacks are changed before they are folded.

    metric: index into the model's metrics, -1 for its default. threads: indices, empty for all.
    start_ns, end_ns: only samples taken from here to before there (None for no bound). labels: only
    samples with one of the values given for each key. where: an expression of the filter language
    over frames; only samples with a matching frame in their stack, and none of what is denied
    (`filtering.frames.stacks_where`). transforms: applied one after another. Hashable: whatever is
    made of a profile can be remembered under its lens.
    """

    metric: int = -1
    threads: tuple[int, ...] = ()
    start_ns: int | None = None
    end_ns: int | None = None
    labels: tuple[tuple[str, str], ...] = ()
    where: str = ""
    transforms: tuple[Transform, ...] = ()


EVERYTHING = Lens()
"""All samples by the default metric, stacks as recorded."""
