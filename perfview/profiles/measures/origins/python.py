"""Python: site-packages, the standard library, frozen and built-in code, the interpreter."""

from __future__ import annotations

import re
import sys

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_INSTALLED = re.compile(r"(?:^|[/\\])(?:site|dist)-packages[/\\]([^/\\]+)")
_STANDARD = re.compile(r"(?:^|[/\\])(?:lib(?:64)?[/\\](?:python|pypy)[\d.]*|Lib)[/\\](.+)$")
_ZIPPED = re.compile(r"(?:^|[/\\])python\d+\.zip[/\\](.+)$")
_FROZEN = re.compile(r"^<frozen ([\w.]+)")
_BUILT_IN = re.compile(r"^[<{]built-in (?:method|function) (?:([\w.]+)\.)?[^.]*[>}]$")
_METHOD = re.compile(r"^[<{]method '.*' of '(.*)' objects[>}]$")
_COLLECTOR = re.compile(r"^(?:gc_collect\w*|_PyGC_Collect\w*|PyGC_Collect|<GC>|gc\.collect)$")
_INTERPRETER = re.compile(r"^_?Py[A-Z]\w*|^py_|^_PyEval|^PyEval|^cfunction_\w+$|^builtin_\w+$")
_SCRIPTS = (".py", ".pyx", ".pxd", ".pyc", ".pyw")


def of_file(file: str) -> Origin | None:
    """The origin of a Python file; None when it is the program's own or no Python file."""
    if names := _INSTALLED.findall(file):
        return library(_stem(names[-1]))
    if found := _FROZEN.match(file):
        return runtime(found[1].partition(".")[0])
    if not file.endswith(_SCRIPTS):
        return None
    if found := _STANDARD.search(file) or _ZIPPED.search(file):
        return runtime(_stem(re.split(r"[/\\]", found[1])[0]))
    # py-spy and austin cut paths down to what stands below a folder of sys.path.
    top = _stem(re.split(r"[/\\]", file)[0])
    return runtime(top) if top in sys.stdlib_module_names else None


def of_name(name: str) -> Origin | None:
    """The origin of what cProfile and CPython's own C code are called."""
    if _COLLECTOR.match(name):
        return Origin(Kind.COLLECTOR, "gc")
    if found := _BUILT_IN.match(name):
        return runtime((found[1] or "builtins").partition(".")[0])
    if found := _METHOD.match(name):
        return runtime(found[1].partition(".")[0])
    return runtime("python") if _INTERPRETER.match(name) else None


def _stem(name: str) -> str:
    """A module's name without what its file ends with (`six.py`, `_ssl.cpython-311-darwin.so`)."""
    return name.partition(".")[0] if "." in name.lstrip(".") else name
