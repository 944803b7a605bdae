"""Go: the runtime, the standard library, the module cache; names carry their import path."""

from __future__ import annotations

import re

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_CACHED = re.compile(r"(?:^|/)(?:pkg/mod|vendor)/((?:[\w-]+\.)+[a-z]+/[^@]+)")
_STANDARD = re.compile(
    r"(?:/go(?:[-@\d][^/]*)?|/golang(?:@[\w.]+)?|/libexec|GOROOT)/src/(.+)/[^/]+$"
)
_TRIMMED = re.compile(r"^([a-z][\w]*(?:/[a-z][\w]*)*)/[^/]+\.(?:go|s)$")
_COLLECTOR = re.compile(
    r"^runtime\.(?:gc[A-Z]\w*|\(\*gcWork\)|\(\*gcControllerState\)|\(\*gcBits\)|bgsweep|bgscavenge|"
    r"scan(?:object|block|Stack|frame\w*|stack)|markroot\w*|grey(?:object)|mark(?:BitsFor|roots)\w*|"
    r"\(\*mspan\)\.(?:sweep|markBitsFor\w*)|\(\*sweepLocked\)|sweepone|wbBufFlush\w*|"
    r"\(\*sweepLocker\)|\(\*pageAlloc\)\.scavenge\w*|deductSweepCredit|heapBits(?!Set)\w*|findObject|"
    r"\(\*mheap\)\.nextSpanForSweep|drainMarkTask|tryDeferToSpanScan|spanSetScan\w*)"
)
"""Marking and sweeping, in the names of Go 1.5 to 1.25 (`go doc -src runtime`, mgc*.go)."""

_WORDS = (
    "archive arena bufio builtin bytes cmp compress container context crypto database debug embed "
    "encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime "
    "net os path plugin reflect regexp runtime slices sort strconv strings structs sync syscall "
    "testing text time unicode unique unsafe vendor weak"
)
STANDARD = frozenset(_WORDS.split())
"""The first words of the standard library's import paths."""

_PATH = re.compile(r"^(?P<path>(?:[\w.~%@-]+/)*[\w~%@-]+)\.[\w(\[]")
_HOSTS = re.compile(r"^(?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/]+|^gopkg\.in/[^/]+(?:/[^/]+)?|^golang\.org/x/[^/]+|^[^/]+\.[a-z]+/[^/]+")  # fmt: skip  # noqa: E501


def import_path(name: str) -> str:
    """The import path in a name: ``net/http`` in ``net/http.(*conn).serve``; "" if none."""
    found = _PATH.match(name)
    return found["path"].replace("%2e", ".") if found else ""


def module_of(path: str) -> str:
    """The module an import path most likely belongs to: host, owner and name."""
    found = _HOSTS.match(path)
    return found[0] if found else path


def of_file(file: str, name: str) -> Origin | None:
    """The origin of a function in a Go file; None when it is the program's own or no Go file."""
    if not file.endswith((".go", ".s")):
        return None
    if file.startswith("_cgo") or "/_cgo" in file:
        return runtime("cgo")
    if found := _CACHED.search(file):
        return library(module_of(found[1]))
    if found := _STANDARD.search(file):
        return _standard(found[1], name)
    # Built with -trimpath, standard files begin with their import path, others with a module's.
    trimmed = _TRIMMED.match(file)
    if trimmed and trimmed[1].partition("/")[0] in STANDARD:
        return _standard(trimmed[1], name)
    if re.match(r"^(?:[\w-]+\.)+[a-z]+/[^@]+@v", file):
        return library(module_of(file.partition("@")[0]))
    return None


def of_name(name: str) -> Origin | None:
    """The origin of a function in a Go program by its import path; None when it may be its own."""
    path = import_path(name)
    if path.partition("/")[0] in STANDARD:
        return _standard(path, name)
    if path.startswith(("golang.org/x/", "google.golang.org/")):
        return library(module_of(path))
    return None


def _standard(path: str, name: str) -> Origin:
    if _COLLECTOR.match(name):
        return Origin(Kind.COLLECTOR, "gc")
    return runtime(path.removeprefix("vendor/"))
