"""Boxes in rows of their own that are no band of spans: marks of a page, processor states."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.ui.canvas.boxes import Boxes


@dataclass(frozen=True)
class Strip:
    """Boxes in rows of their own under one title; `key` is below -1: bands have theirs from 0 on.

    A box's item is the slice that proves it, its label an index into `texts`.
    """

    key: int
    name: str
    detail: str
    boxes: Boxes
    texts: list[str]
