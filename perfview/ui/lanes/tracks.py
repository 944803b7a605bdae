"""What the header column beside a timeline says of each band of rows."""

from __future__ import annotations

from dataclasses import dataclass

NO_SWATCH = -1
"""The category of a band whose boxes have colours of many meanings."""


@dataclass(frozen=True)
class Track:
    """One band: `top` and `height` in logical pixels of the content.

    key: the service node or the span it stands for; `depth` indents it; `foldable` ones carry an
    arrow. name, detail (second line), value (at the right); `failed` writes the detail in red.
    """

    key: int
    name: str
    category: int
    top: int
    height: int
    detail: str = ""
    value: str = ""
    failed: bool = False
    foldable: bool = False
    folded: bool = False
    depth: int = 0
