"""Which languages a profile's functions are written in, told by their files and the recorder."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np

from perfview.profiles.study import Study


class Ecosystem(StrEnum):
    """A language with what comes with it, named as the lists of known functions are."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    GO = "go"
    JAVA = "java"
    RUBY = "ruby"
    RUST = "rust"
    CPP = "cpp"
    DOTNET = "dotnet"
    PHP = "php"


_SUFFIXES: dict[Ecosystem, tuple[str, ...]] = {
    Ecosystem.PYTHON: (".py", ".pyx", ".pyi"),
    Ecosystem.JAVASCRIPT: (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue"),
    Ecosystem.GO: (".go",),
    Ecosystem.JAVA: (".java", ".kt", ".scala", ".groovy", ".clj"),
    Ecosystem.RUBY: (".rb", ".erb", ".rake"),
    Ecosystem.RUST: (".rs",),
    Ecosystem.CPP: (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".hh", ".m", ".mm"),
    Ecosystem.DOTNET: (".cs", ".fs", ".vb"),
    Ecosystem.PHP: (".php",),
}
_OF_SUFFIX = {suffix: of for of, suffixes in _SUFFIXES.items() for suffix in suffixes}

_RECORDERS = {
    "v8": Ecosystem.JAVASCRIPT,
    "node": Ecosystem.JAVASCRIPT,
    "chrome": Ecosystem.JAVASCRIPT,
    "firefox": Ecosystem.JAVASCRIPT,
    "gecko": Ecosystem.JAVASCRIPT,
    "safari": Ecosystem.JAVASCRIPT,
    "go": Ecosystem.GO,
    "py-spy": Ecosystem.PYTHON,
    "cprofile": Ecosystem.PYTHON,
    "pyinstrument": Ecosystem.PYTHON,
    "austin": Ecosystem.PYTHON,
    "stackprof": Ecosystem.RUBY,
    "rbspy": Ecosystem.RUBY,
    "async-profiler": Ecosystem.JAVA,
}


def ecosystem_of_file(path: str) -> Ecosystem | None:
    """The ecosystem a source file belongs to; None when its name does not tell."""
    if path.startswith("node:"):
        return Ecosystem.JAVASCRIPT
    last = path.partition("?")[0].replace("\\", "/").rpartition("/")[2]
    _, dot, suffix = last.rpartition(".")
    found = _OF_SUFFIX.get(dot + suffix.lower())
    if found is None and (
        path.startswith(("http://", "https://", "webpack", "blob:")) or suffix == "html"
    ):
        return Ecosystem.JAVASCRIPT
    return found


def is_script(path: str) -> bool:
    """Whether a file holds source code of a language that has the runtime's functions elsewhere."""
    found = None if path.startswith("node:") else ecosystem_of_file(path)
    return found not in (None, Ecosystem.CPP, Ecosystem.RUST)


def ecosystems_of(study: Study) -> frozenset[Ecosystem]:
    """The ecosystems a profile is of, native code always among them: by the recorder and the files'
    names. Where neither tells, all but PHP, whose functions have everyday names."""
    return study.once("ecosystems", lambda: _ecosystems(study))


def _ecosystems(study: Study) -> frozenset[Ecosystem]:
    strings = study.model.strings
    known = set(_of_files(strings[at] for at in np.unique(study.model.functions.file).tolist()))
    recorder = study.model.made_by.lower()
    known |= {of for word, of in _RECORDERS.items() if recorder == word}
    if not known - {Ecosystem.CPP}:
        return frozenset(Ecosystem) - {Ecosystem.PHP}
    return frozenset(known | {Ecosystem.CPP})


def _of_files(paths: Iterable[str]) -> Iterable[Ecosystem]:
    return (found for path in paths if (found := ecosystem_of_file(path)) is not None)


def language_of(study: Study, function: int) -> Ecosystem | None:
    """The ecosystem a function belongs to: by its file, else the only one the profile is of."""
    functions = study.model.functions
    if 0 <= function < len(functions):
        file = study.model.strings[int(functions.file[function])]
        if found := ecosystem_of_file(file):
            return found
    rest = ecosystems_of(study) - {Ecosystem.CPP}
    return next(iter(rest)) if len(rest) == 1 else None


def in_browser(study: Study) -> bool:
    """Whether scripts of web pages are among the functions."""
    strings = study.model.strings
    files = (strings[at] for at in np.unique(study.model.functions.file).tolist())
    return any(
        file.startswith(("http://", "https://")) or file.partition("?")[0].endswith(".html")
        for file in files
    )
