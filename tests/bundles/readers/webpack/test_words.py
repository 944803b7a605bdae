"""The words of webpack and Rspack for reasons and bailouts."""

from __future__ import annotations

import pytest

from perfview.bundles import model
from perfview.bundles.readers.webpack.words import (
    ENTRY,
    NO_IMPORT,
    bailout_format,
    import_kind,
    is_side_effect_evaluation,
    source_format,
    tells_side_effects,
)

_KINDS = {
    "harmony side effect evaluation": model.IMPORT,
    "harmony import specifier": model.IMPORT,
    "evaluated X in harmony import specifier": model.IMPORT,
    "esm import specifier": model.IMPORT,
    "harmony export imported specifier": model.REEXPORT,
    "esm export import specifier": model.REEXPORT,
    "cjs full require": model.REQUIRE,
    "cjs export require": model.REQUIRE,
    "amd require": model.REQUIRE,
    "import()": model.DYNAMIC,
    "import() eager": model.IMPORT,
    "import() context": model.CONTEXT,
    "commonjs require context": model.CONTEXT,
    "context element": model.CONTEXT,
    "new URL()": model.URL,
    "new Worker()": model.WORKER,
    "css import": model.STYLE_IMPORT,
    "extract css": model.STYLE_IMPORT,
    "container exposed": model.DYNAMIC,
    "unknown": model.OTHER_IMPORT,
    "": model.OTHER_IMPORT,
    "single entry": ENTRY,
    "entry": ENTRY,
    "cjs self exports reference": NO_IMPORT,
    "module decorator": NO_IMPORT,
    "loader import": NO_IMPORT,
    "harmony accept": NO_IMPORT,
    "import() weak": NO_IMPORT,
}


@pytest.mark.parametrize(("reason", "kind"), _KINDS.items())
def test_what_a_reason_is(reason: str, kind: int) -> None:
    """By its type."""
    assert import_kind(reason) == kind


def test_how_a_module_is_written_shows_in_what_it_asks_with() -> None:
    """And in bailouts of CommonJS."""
    assert source_format("harmony import specifier") == model.ESM
    assert source_format("esm import") == model.ESM
    assert source_format("cjs self exports reference") == model.COMMONJS
    assert source_format("import()") == model.UNKNOWN_FORMAT
    strict = "ModuleConcatenation bailout: Module is not in strict mode"
    assert bailout_format(strict) == model.COMMONJS
    assert bailout_format("CommonJS bailout: this is used directly") == model.COMMONJS
    assert bailout_format("ModuleConcatenation bailout: x") == model.UNKNOWN_FORMAT


def test_side_effects_are_what_a_statement_has() -> None:
    """Not what a dependency of it has."""
    both = ("Statement (X) with side effects in source code at 4:2", "Decl with side_effects in x")
    assert all(tells_side_effects(each) for each in both)
    assert not tells_side_effects("Dependency (harmony side effect evaluation) with side effects")
    assert is_side_effect_evaluation("harmony side effect evaluation")
    assert not is_side_effect_evaluation("harmony import specifier")
