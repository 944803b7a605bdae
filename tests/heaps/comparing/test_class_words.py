"""What one calls objects of a class in a sentence."""

from __future__ import annotations

import pytest

from perfview.heaps.comparing.class_words import counted


@pytest.mark.parametrize(
    ("number", "name", "wanted"),
    [
        (1204, "Session", "1,204 new Session objects"),
        (1, "Session", "one new Session object"),
        (2, "(string)", "2 new strings"),
        (1, "Function", "one new function"),
        (3, "Detached <li>", "3 new detached <li> elements"),
        (1, "Detached Text", "one new detached Text node"),
        (2, "<div>", "2 new <div> elements"),
        (2, "system / Context", "2 new scopes of functions"),
        (2, "system / Map", "2 new Map objects of the engine"),
        (2, "{id, name}", "2 new {id, name} objects"),
    ],
)
def test_words(number: int, name: str, wanted: str) -> None:
    assert counted(number, name, "new") == wanted


def test_long_names_of_shapes_are_cut_and_closed() -> None:
    said = counted(2, "{" + ", ".join(f"property{k}" for k in range(9)) + "}")
    assert len(said) < 80
    assert "…} objects" in said
