"""pprof's units in those of the model.

Which words stand for which unit: pprof's `internal/measurement`, names in singular and plural.
"""

from __future__ import annotations

_TIMES = {
    1.0: ("ns", "nanosecond"),
    1e3: ("us", "µs", "microsecond"),
    1e6: ("ms", "millisecond"),
    1e9: ("s", "sec", "second"),
    60e9: ("min", "minute"),
    3600e9: ("hr", "hour"),
}
_SIZES = {
    1.0: ("b", "byte"),
    1024.0: ("kb", "kbyte", "kilobyte"),
    1024.0**2: ("mb", "mbyte", "megabyte"),
    1024.0**3: ("gb", "gbyte", "gigabyte"),
    1024.0**4: ("tb", "tbyte", "terabyte"),
}
_KNOWN = {word: ("ns", factor) for factor, words in _TIMES.items() for word in words}
_KNOWN |= {word: ("bytes", factor) for factor, words in _SIZES.items() for word in words}


def unit_of(written: str) -> tuple[str, float]:
    """ns, bytes or count, and how many of them the written unit is."""
    word = written.strip().lower()
    found = _KNOWN.get(word) or (_KNOWN.get(word[:-1]) if word.endswith("s") else None)
    return found or ("count", 1.0)
