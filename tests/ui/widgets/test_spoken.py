"""Names in findings stand between backticks for Markdown; people read them without."""

from __future__ import annotations

from perfview.ui.widgets.label import spoken


def test_names_are_shown_without_backticks():
    assert spoken("`parse` takes 31 %") == "parse takes 31 %"
    assert spoken("nothing to take off") == "nothing to take off"
