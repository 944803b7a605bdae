"""Which functions have colours."""

from __future__ import annotations

from perfview.ui.canvas.boxes import QUIET_CATEGORY
from perfview.ui.profiles.colouring import function_categories, legend_of
from tests.profiles.building import profile

OWN = "serve@/app/src/serve.py:1;store@/app/src/store.py:1;price@/app/src/price.py:1"
PACKAGES = "/venv/lib/python3.11/site-packages"
LIBRARIES = f"get@{PACKAGES}/flask/app.py:1;dot@{PACKAGES}/numpy/dot.py:1"


def test_own_code_has_colours_and_libraries_recede() -> None:
    study = profile(f"{OWN} 3", f"{OWN};{LIBRARIES} 5", "serve@/app/src/serve.py:1 1")
    category = function_categories(study).tolist()
    names = [study.name_of(function) for function in range(len(category))]
    assert {name for name, c in zip(names, category, strict=True) if c == QUIET_CATEGORY} >= {
        "get",
        "dot",
    }
    assert category[names.index("price")] != QUIET_CATEGORY
    assert legend_of(study)[-1] == (QUIET_CATEGORY, "libraries, runtime")


def test_libraries_have_colours_where_nothing_is_own() -> None:
    study = profile(f"{LIBRARIES} 5", f"get@{PACKAGES}/flask/app.py:1 2")
    assert QUIET_CATEGORY not in function_categories(study).tolist()
    assert legend_of(study)[-1] == (QUIET_CATEGORY, "runtime")
    assert len(legend_of(study)) == 3


def test_nothing_has_a_colour_where_all_is_runtime() -> None:
    study = profile("(garbage collector) 3")
    assert set(function_categories(study).tolist()) == {QUIET_CATEGORY}
    assert legend_of(study) == [(QUIET_CATEGORY, "functions")]
