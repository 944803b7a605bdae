"""The word of a function's name that stands where it is written."""

from __future__ import annotations

import re

_NAMELESS = re.compile(r"^[(<{]|^anonymous$|^$|^(module|global code|main\.main)$")
_AS = re.compile(r" \[[^\]]*\]$")
_CONSTRUCTOR = re.compile(r"[.:]+<(?:cl)?init>")
_SIGNATURE = re.compile(r"\([^()]*\)(?: const| volatile| &+| noexcept)*$")
_ARGUMENTS = re.compile(r"(?<=[\w$])<[^<>]*>")
_LAMBDA = re.compile(r"^lambda\$(.+)\$\d+$")
_WORD = re.compile(r"(?<![\w$])[#~]?[\w$]+|[\w$]+")
_MADE = re.compile(
    r"func\d+|gowrap\d+|deferwrap\d+|\d+|closure|closure\$\d+|locals|h[0-9a-f]{16}|lambda|fm|isra|part"
    r"|constprop|cold|llvm"
)
"""What compilers add: Go's func1, Rust's closures and hashes, parts GCC splits functions into."""

_NESTED = 8


def own_word(name: str) -> str:
    """``Parse`` of ``a/b.(*T).Parse.func1``, ``push_back`` of ``std::vector<int>::push_back(int)``;
    "" for functions without a name of their own."""
    if _NAMELESS.match(name):
        return ""
    name = _CONSTRUCTOR.sub("", _AS.sub("", name))
    for pattern in (_ARGUMENTS, _SIGNATURE):
        for _ in range(_NESTED):
            shorter = pattern.sub("", name)
            if shorter == name:
                break
            name = shorter
    words = _WORD.findall(name)
    while words and _MADE.fullmatch(words[-1]):
        words.pop()
    found = words[-1] if words else ""
    inner = _LAMBDA.match(found)
    return inner[1] if inner else found
