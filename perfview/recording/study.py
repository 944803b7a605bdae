"""A document and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, overload

from perfview.recording.report import ImportReport
from perfview.recording.source import Source

T = TypeVar("T")


class measure(Generic[T]):  # noqa: N801 - a decorator, named as property is
    """A property computed once per study, each under a lock of its own.

    functools.cached_property (3.11) has one lock for all instances; then two documents would wait
    for each other.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, study: None, owner: type) -> measure[T]: ...

    @overload
    def __get__(self, study: Study, owner: type) -> T: ...

    def __get__(self, study: Study | None, owner: type) -> T | measure[T]:
        if study is None:
            return self
        return study.once(self._name, lambda: self._compute(study))


class Study:
    """What detectors, tables and views are given; a pillar's own adds its model and measures.

    Safe to share between threads.
    """

    def __init__(self, report: ImportReport, source: Source | None = None) -> None:
        self.report = report
        self.source = source
        """The file, for what stands in no column; None when a model was made without one."""
        self.baseline: Any = None
        """The study of another recording that this one is held against; None for none."""
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def lock_for(self, measure: str) -> threading.Lock:
        """The lock under which one measure of this study is computed."""
        with self._lock:
            return self._locks.setdefault(measure, threading.Lock())

    def once(self, name: str, compute: Callable[[], T]) -> T:
        """What `compute` returns, computed by whoever asks first; the others wait for it.

        For what only one part measures, so that the study need not know of it: `name` is unique.
        """
        known = vars(self)
        if name not in known:
            with self.lock_for(name):
                if name not in known:
                    known[name] = compute()
        return known[name]  # type: ignore[no-any-return]

    @property
    def row_word(self) -> str:
        """What one row of its main table is called; "" for what its pillar calls it."""
        return ""

    def metric_names(self) -> list[str]:
        """What its rows can be weighed by, where that is several things (pprof's sample types)."""
        return []

    def measured_by(self, name: str) -> Study:
        """The same recording with another of its `metric_names` first. Raises ValueError."""
        raise ValueError(name)

    def adopt(self, measures: Mapping[str, Any]) -> None:
        """Take measures that were computed earlier, by name; before anybody asks for one."""
        vars(self).update(measures)
