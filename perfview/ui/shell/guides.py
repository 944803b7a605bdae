"""Finds what a pillar brings to the window: its guide and its views."""

from __future__ import annotations

from functools import lru_cache

from perfview.findings.registry import discover
from perfview.ui.workspace.guide import Guide
from perfview.ui.workspace.view import View


@lru_cache
def guide_of(kind: str) -> Guide:
    """The guide of a pillar; a plain one for a pillar without."""
    from importlib import import_module, util

    if util.find_spec(f"perfview.ui.{kind}.guide") is not None:
        for made in vars(import_module(f"perfview.ui.{kind}.guide")).values():
            if isinstance(made, type) and issubclass(made, Guide) and made is not Guide:
                return made()
    return Guide()


def views_of(kind: str) -> list[type[View]]:
    """The views of a pillar in the order of their tabs."""
    found = discover(f"perfview.ui.{kind}", View)
    return sorted(found, key=lambda view: (view.position, view.name))
