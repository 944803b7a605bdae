"""Classes as words: what one calls objects of them in a sentence."""

from __future__ import annotations

from perfview.findings.quantities import number

_WORDS = {
    "(string)": ("string", "strings"),
    "(concatenated string)": ("joined string", "joined strings"),
    "(sliced string)": ("slice of a string", "slices of strings"),
    "(array)": ("internal array", "internal arrays"),
    "(system)": ("internal object", "internal objects"),
    "(compiled code)": ("piece of compiled code", "pieces of compiled code"),
    "(object shape)": ("hidden class", "hidden classes"),
    "(number)": ("number", "numbers"),
    "(symbol)": ("symbol", "symbols"),
    "(bigint)": ("big integer", "big integers"),
    "(synthetic)": ("root", "roots"),
    "Function": ("function", "functions"),
    "RegExp": ("regular expression", "regular expressions"),
    "Object": ("plain object", "plain objects"),
    "Array": ("array", "arrays"),
    "system / Context": ("scope of a function", "scopes of functions"),
    "system / JSArrayBufferData": ("array buffer’s content", "contents of array buffers"),
}
_ENGINE = "system / "
_DETACHED = "Detached "
_LONGEST = 60


def objects_of(name: str, several: bool) -> str:
    """Objects of a class without their number: ``Session objects``, ``string``."""
    if name in _WORDS:
        return _WORDS[name][several]
    word = "s" if several else ""
    if name.startswith(_DETACHED):
        inner = name.removeprefix(_DETACHED)
        return f"detached {_short(inner)} {'element' if inner.startswith('<') else 'node'}{word}"
    if name.startswith("<"):
        return f"{_short(name)} element{word}"
    if name.startswith(_ENGINE):
        return f"{_short(name.removeprefix(_ENGINE))} object{word} of the engine"
    return f"{_short(name)} object{word}"


def counted(count: int, name: str, adjective: str = "") -> str:
    """``1,204 new Session objects``, ``one new string``."""
    amount = "one" if count == 1 else number(count)
    return " ".join(part for part in (amount, adjective, objects_of(name, count != 1)) if part)


def _short(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    return name[: _LONGEST - 2] + ("…}" if name.endswith("}") else "…")
