"""Documents of small profiles, as views are given them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.study import Study
from perfview.ui.workspace.document import Document
from tests.profiles.building import profile

ORDERS = (
    "main;handle;load@src/config.py:10;loads@/usr/lib/python3.11/json/__init__.py:299 6",
    "main;handle;render@src/page.py:5 3",
    "main;idle_work 1",
    "",
    "main;handle;load@src/config.py:10 2",
    "main;walk;walk;walk 4",
)
"""Sixteen intervals of 1 ms, one of them idle."""


def study(*samples: str) -> Study:
    """A study of these samples, of `ORDERS` when none are given."""
    return profile(*(samples or ORDERS))


def threads(*samples: str, processes: tuple[str, ...] = ()) -> Study:
    """A study with a thread for each ``thread;function 3``: its name, what it called, how long in
    ms; perhaps each in a process."""
    builder = ProfileBuilder([("cpu", "ns")])
    for place, text in enumerate(samples):
        path, _, count = text.rpartition(" ")
        name, called = path.split(";")
        process = processes[place] if processes else ""
        number = processes.index(process) if process else -1
        thread = builder.thread(name, place + 1, process, number)
        frame = builder.frame(builder.function(called, "", 0))
        for now in range(int(count)):
            builder.sample(thread, builder.stack_of([frame]), [1_000_000], now * 1_000_000)
        builder.ends(thread, int(count) * 1_000_000)
    return Study(builder.finish(interval_ns=1_000_000))


def document(made: Study | None = None, baseline: Study | None = None) -> Any:
    """A document that was read, perhaps held against another profile."""
    opened = Document(Path("orders.profile"))
    shown = made or study()
    shown.baseline = baseline
    opened.opened = SimpleNamespace(
        study=shown,
        advice=None,
        report=shown.report,
        path=opened.path,
        identity=SimpleNamespace(kind="profiles"),
        baseline=SimpleNamespace(path=Path("before.profile")) if baseline else None,
    )
    return opened


def function(made: Study, name: str) -> int:
    """The index of a function."""
    names = [made.name_of(each) for each in range(len(made.model.functions))]
    return names.index(name)
