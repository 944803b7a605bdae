"""Numbers as people read them: three figures, a narrow space before the unit, a true minus."""

from __future__ import annotations

THIN = "\u202f"
MINUS = "\u2212"
ABSENT = "–"

_TIME = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
_SIZE = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_COUNT = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def three_figures(value: float) -> str:
    """`1.23`, `12.3`, `1,234`: three significant figures below a hundred, whole above."""
    a = abs(value)
    text = f"{a:,.0f}" if a >= 99.95 else f"{a:.1f}" if a >= 9.995 else f"{a:.2f}"
    return (MINUS if value < 0 else "") + text


def duration(ns: float) -> str:
    """Nanoseconds as `1.23 ms`; from a minute on as `5 min 52 s`, from an hour as `2 h 05 min`."""
    if ns == 0:
        return f"0{THIN}ms"
    sign, seconds = (MINUS if ns < 0 else ""), abs(ns) / 1e9
    if seconds >= 3600:
        return f"{sign}{int(seconds // 3600)}{THIN}h {int(seconds % 3600 // 60):02d}{THIN}min"
    if seconds >= 60:
        return f"{sign}{int(seconds // 60)}{THIN}min {int(seconds % 60):02d}{THIN}s"
    return _scaled(ns, _TIME)


def size(count: float) -> str:
    """Bytes as `412 kB` (SI, powers of 1000)."""
    return f"{count:.0f}{THIN}B" if abs(count) < 1000 else _scaled(count, _SIZE)


def number(count: float) -> str:
    """A count as `999,869`, from 1 M on as `1.20 M`."""
    return f"{count:,.0f}" if abs(count) < 999_999.5 else _scaled(count, _COUNT)


def percent(ratio: float, *, signed: bool = False) -> str:
    """A ratio (0.38) as `38 %`; below ten percent with one decimal, and never as `0.0 %`."""
    p = ratio * 100
    a = abs(p)
    text = f"{a:.0f}" if a >= 9.95 or a == 0 else f"{a:.1f}"
    if text == "0.0":
        return f"<{THIN}0.1{THIN}%" if p > 0 else f"{MINUS}0{THIN}%"
    sign = MINUS if p < 0 else "+" if signed and p > 0 else ""
    return f"{sign}{text}{THIN}%"


def quantity(value: float | None, unit: str) -> str:
    """A value in one of the vocabulary's units: ns, bytes, count, ratio, per-second."""
    if value is None:
        return ABSENT
    if unit == "ns":
        return duration(value)
    if unit == "bytes":
        return size(value)
    if unit == "ratio":
        return percent(value)
    if unit == "per-second":
        return f"{three_figures(value)}/s"
    return number(value) if float(value).is_integer() else three_figures(value)


def change_of(value: float, unit: str) -> str:
    """A difference with its sign: `+630 ms`; of ratios in points of percent, `−2.1 pp`."""
    if value == 0:
        return ABSENT
    sign = MINUS if value < 0 else "+"
    if unit == "ratio":
        return f"{sign}{three_figures(abs(value) * 100)}{THIN}pp"
    return sign + quantity(abs(value), unit)


def growth(ratio: float) -> str:
    """A change as a share of what was before: `−17 %`, `+94 %`; from ten times as much on `×95`."""
    return f"×{three_figures(1 + ratio)}" if ratio >= 9 else percent(ratio, signed=True)


def gain(value: float, unit: str) -> str:
    """A saving, with its minus: `−412 ms`."""
    return MINUS + quantity(abs(value), unit)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 span`, `2 spans`, `3 classes`, `1,204 queries`."""
    several = many or one + ("es" if one.endswith("s") else "s")
    return f"{number(count)} {one if count == 1 else several}"


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    for factor, unit in units:
        if abs(value) >= factor * 0.9995:
            return three_figures(value / factor) + THIN + unit
    factor, unit = units[-1]
    return three_figures(value / factor) + THIN + unit
