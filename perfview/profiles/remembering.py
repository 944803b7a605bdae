"""The latest few of what takes a while to make, by what it was made from."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Latest(Generic[K, V]):
    """A mapping that forgets what was not asked for longest. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[K, V] = {}
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What is remembered under a key, None when nothing is."""
        with self._lock:
            found = self._known.pop(key, None)
            if found is not None:
                self._known[key] = found
            return found

    def keep(self, key: K, value: V) -> V:
        """Remember a value, and return it."""
        with self._lock:
            self._known.pop(key, None)
            while len(self._known) >= self._most:
                del self._known[next(iter(self._known))]
            self._known[key] = value
            return value
