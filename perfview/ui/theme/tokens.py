"""Design tokens: the only place with colours and sizes.

Roles, not names: code asks for `theme.current().text2`, never for a grey. Contrast of every text
role on every surface and the distances between categories (for normal, deutan, protan and tritan
eyes, CIEDE2000) were measured when these values were chosen; `tests/ui/theme` keeps the first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours by role, as ``#rrggbb``. `cat` are the eight categories in the order of `CATEGORIES`;
    `dim` is how much of a fill's colour is left when it is not asked about."""

    name: str
    canvas: str
    window: str
    panel: str
    raised: str
    hover: str
    line: str
    control: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_fill: str
    on_accent: str
    selected: str
    bad: str
    bad_fill: str
    bad_tint: str
    warn: str
    warn_tint: str
    save: str
    save_tint: str
    find: str
    ink: str
    slower: str
    faster: str
    quiet: str
    track: str
    shadow: str
    cat: tuple[str, ...]
    dim: float

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on dark surfaces."""
        return self.name == "dark"


CATEGORIES = ("blue", "teal", "green", "moss", "sand", "plum", "violet", "slate")

DARK = Theme(
    name="dark",
    canvas="#0f1216",
    window="#13161b",
    panel="#181c22",
    raised="#20252d",
    hover="#272d37",
    line="#2a313b",
    control="#6b7686",
    text="#e8ebf0",
    text2="#b3bcc9",
    text3="#8b96a5",
    accent="#6ea8ff",
    accent_fill="#2563c9",
    on_accent="#ffffff",
    selected="#1c3152",
    bad="#ff7b7d",
    bad_fill="#f2555a",
    bad_tint="#3a1f25",
    warn="#f5b83d",
    warn_tint="#372b17",
    save="#4fd6a4",
    save_tint="#15332b",
    find="#ffe45c",
    ink="#ffffff",
    slower="#f2994a",
    faster="#4f9be8",
    quiet="#343b46",
    track="#272d37",
    shadow="#000000",
    cat=(
        "#4160a0",
        "#2c7a77",
        "#83cdaa",
        "#6c7d2c",
        "#dcb573",
        "#ad7ea0",
        "#9588da",
        "#b1bbcb",
    ),
    dim=0.20,
)
LIGHT = Theme(
    name="light",
    canvas="#ffffff",
    window="#e9edf2",
    panel="#f6f8fa",
    raised="#ffffff",
    hover="#e7ebf1",
    line="#d5dbe3",
    control="#7d8897",
    text="#151920",
    text2="#434d5b",
    text3="#5d6776",
    accent="#1d5bc9",
    accent_fill="#1d5bc9",
    on_accent="#ffffff",
    selected="#d9e6fb",
    bad="#bf2230",
    bad_fill="#cf2a36",
    bad_tint="#fbe3e4",
    warn="#8a5600",
    warn_tint="#fbeed3",
    save="#0a734e",
    save_tint="#d8f1e6",
    find="#ffdf3d",
    ink="#0b0d10",
    slower="#e08a3c",
    faster="#5c9fe6",
    quiet="#dfe4ea",
    track="#d5dbe3",
    shadow="#5a6675",
    cat=(
        "#4a8bcb",
        "#62cfda",
        "#8bc09c",
        "#bfc566",
        "#b49263",
        "#99647a",
        "#765a94",
        "#8f99a8",
    ),
    dim=0.26,
)


@dataclass(frozen=True)
class Sizes:
    """Letter heights in px at 100 %."""

    axis: int = 10
    small: int = 11
    body: int = 12
    title: int = 13
    head: int = 15
    verdict: int = 20
    hero: int = 26


@dataclass(frozen=True)
class Radii:
    """Data is square, the interface round: px."""

    box: int = 0
    key: int = 3
    control: int = 5
    card: int = 7
    overlay: int = 10


@dataclass(frozen=True)
class Rows:
    """Heights in px."""

    canvas: int = 17
    flame: int = 22
    table: int = 24
    header: int = 26
    status: int = 26
    tabs: int = 35
    toolbar: int = 38
    top: int = 44


SIZE = Sizes()
RADIUS = Radii()
ROW = Rows()
GAP = (2, 4, 8, 12, 16, 24, 32)
"""The only distances, px."""
WEIGHTS = (400, 500, 600)
SANS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "DejaVu Sans Mono")
