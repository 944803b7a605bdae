"""When something happened, in words."""

from __future__ import annotations

import time


def ago(at: float, now: float | None = None) -> str:
    """`12 min ago`, `3 h ago`, `yesterday`, `18 Nov`; both in seconds since the epoch."""
    now = time.time() if now is None else now
    seconds = max(0.0, now - at)
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    days = _day(now) - _day(at)
    if days == 0:
        return f"{int(seconds // 3600)} h ago"
    if days == 1:
        return "yesterday"
    then = time.localtime(at)
    return f"{then.tm_mday} {time.strftime('%b', then)}"


def _day(at: float) -> int:
    return int((at + time.localtime(at).tm_gmtoff) // 86400)
