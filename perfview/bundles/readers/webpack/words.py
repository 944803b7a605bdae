"""What webpack's and Rspack's words for reasons and bailouts mean.

Types of reasons are the `type` getters of webpack's dependencies (lib/dependencies/*.js of
webpack 4 and 5) and their likes in Rspack, which says ``esm`` for ``harmony``.
"""

from __future__ import annotations

from perfview.bundles import model

ENTRY, NO_IMPORT = -1, -2
"""In place of a kind of import: the module is an entry; nothing is loaded for this."""

_NOTHING = (
    "self exports",
    "decorator",
    "loader import",
    "accept",
    "resolveweak",
    "weak",
    "runtime requirement",
    "static exports",
    "cached const",
    "json exports",
    "hmr",
)
_IN_ORDER = (
    ("worker", model.WORKER),
    ("worklet", model.WORKER),
    ("new url", model.URL),
    ("css url", model.URL),
    ("url()", model.URL),
    ("asset import", model.URL),
    ("context element", model.CONTEXT),
    ("context", model.CONTEXT),
    ("container exposed", model.DYNAMIC),
    ("import() eager", model.IMPORT),
    ("import()", model.DYNAMIC),
    ("require.ensure", model.DYNAMIC),
    ("css import", model.STYLE_IMPORT),
    ("extract css", model.STYLE_IMPORT),
    ("@import", model.STYLE_IMPORT),
    ("export imported", model.REEXPORT),
    ("esm export import", model.REEXPORT),
    ("harmony", model.IMPORT),
    ("esm", model.IMPORT),
    ("require", model.REQUIRE),
    ("amd", model.REQUIRE),
    ("cjs", model.REQUIRE),
    ("commonjs", model.REQUIRE),
)


_EVALUATIONS = ("harmony side effect evaluation", "esm import", "esm export import")


def import_kind(reason: str) -> int:
    """What a reason of this type is: one of `IMPORT_KINDS`, `ENTRY` or `NO_IMPORT`."""
    words = reason.lower()
    if words.endswith("entry"):
        return ENTRY
    if any(part in words for part in _NOTHING):
        return NO_IMPORT
    return next((kind for part, kind in _IN_ORDER if part in words), model.OTHER_IMPORT)


def source_format(reason: str) -> int:
    """How a module is written that has a reason of this type for another, or for itself."""
    words = reason.lower()
    if "harmony" in words or words.startswith("esm"):
        return model.ESM
    is_common = words.startswith(("cjs", "commonjs", "module decorator"))
    return model.COMMONJS if is_common else model.UNKNOWN_FORMAT


def is_side_effect_evaluation(reason: str) -> bool:
    """Whether such a reason holds only as long as its target may have side effects."""
    return reason.lower() in _EVALUATIONS


def bailout_format(bailout: str) -> int:
    """How a module is written that has this bailout."""
    if bailout.startswith("CommonJS bailout") or bailout.endswith(
        ("Module is not in strict mode", "Module is not an ECMAScript module")
    ):
        return model.COMMONJS
    return model.UNKNOWN_FORMAT


def tells_side_effects(bailout: str) -> bool:
    """Whether a bailout says that the module does something when it is loaded."""
    return " with side effects in source code" in bailout or " with side_effects" in bailout


def is_lazy_context(identifier: str) -> bool:
    """Whether a context module, by its identifier, loads what it stands for when it is asked."""
    return "|lazy" in identifier or " lazy" in identifier
