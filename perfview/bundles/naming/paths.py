"""The path of a module for people, out of whatever a bundler calls it.

Bundlers wrap paths: webpack in loaders (``loader!path?query``), in a type and a layer
(``javascript/auto|path|rsc``) and in the size of a concatenation (``path + 31 modules``), Rollup
marks what a plugin made with ``\\0``, source maps have addresses (``webpack://app/./path``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_UNUSUAL = re.compile(r"[!?\\|\0:%() ]|/\./|/\.\./|//")
"""What no plain path holds; everything else is done in one step."""

_MANY = re.compile(r" \+ \d+ (?:hidden )?modules?$")
_TYPE = re.compile(r"^(?:javascript|css|asset|webassembly|json|runtime)(?:/[\w-]+)*\|")
_HASH = re.compile(r"[| ][0-9a-f]{16,64}$")
_LAYER = re.compile(r"\|[\w-]+$")
_NAMED_LAYER = re.compile(r"^\([\w-]+\)/(?=\.|/|[A-Za-z]:)")
_STYLE_NAME = re.compile(r"^css (?=[./A-Za-z@])")
_PATTERN = re.compile(r"(?:/? |\|)((?:async-)?(?:sync|lazy|lazy-once|eager|weak)\b.*)$")
"""What a context module adds to its folder: how it loads, and which files it is about."""

_IGNORED = re.compile(r"^ignored\|([^|]*)(?:\|(.*))?$")
_LONGEST_QUERY = 80
_STYLE_SHEETS = (".css", ".scss", ".sass", ".less", ".styl")
_ADDRESS = re.compile(r"^(?:webpack(?:-internal)?|rollup|turbopack|parcel|vite):///?")
_FILE = re.compile(r"^file:///?(?=[A-Za-z]:)|^file://")
_LONG_WINDOWS = re.compile(r"^(?://|\\\\)\?(?:/|\\)")
_DRIVE = re.compile(r"^[A-Za-z]:/")


def clean_path(identifier: str, root: str = "") -> str:
    """The path in a bundler's name of a module: with ``/``, without loaders, query and ``./``.

    Below `root` (a folder as of `project_root`) it is relative to it. What holds no path (an
    external, a pattern, a part of the runtime) stays as it is, ``\\0`` aside.
    """
    path = identifier if not _UNUSUAL.search(identifier) else _unwrapped(identifier)
    if root and path.startswith(root) and path[len(root) : len(root) + 1] == "/":
        path = path[len(root) + 1 :]
    return path.removeprefix("./") or identifier


def query_of(identifier: str) -> str:
    """What tells apart modules of one path: the query of the resource (``?vue&type=style``), the
    layer (``rsc``), whether a plugin made it (``\\0`` reads as ``virtual``), else what makes it of
    the file (``css-loader``; ``script`` for that which stands for a style sheet that was taken
    out); "" for none."""
    resource = _resource(identifier)
    _, mark, query = _LONG_WINDOWS.sub("", resource).partition("?")
    if mark and len(query) < _LONGEST_QUERY:
        return f"?{_LAYER.sub('', _HASH.sub('', query))}"
    layer = re.match(r"^\(([\w-]+)\)/", identifier)
    if layer or identifier.count("|") == 2:
        return layer[1] if layer else identifier.rpartition("|")[2]
    if "\0" in identifier:
        return "virtual"
    if _STYLE_NAME.match(identifier):
        return ""
    requests = identifier.rpartition("!=!")[2].rpartition("!")[0]
    loaders = [each for each in requests.split("!") if each]
    if loaders:
        return _loader_name(loaders[0])
    return "script" if identifier.endswith(_STYLE_SHEETS) else ""


def _loader_name(loader: str) -> str:
    path = loader.partition("?")[0].replace("\\", "/")
    name = path.rpartition("node_modules/")[2].split("/")
    return "/".join(name[: 2 if name[0].startswith("@") else 1])


def clean_paths(identifiers: Sequence[str], root: str = "") -> list[str]:
    """`clean_path` of each; where two would be the same, what tells them apart is kept:
    ``src/a.vue?vue&type=style``, ``src/page.js (rsc)``; a number where nothing does."""
    paths = [clean_path(each, root) for each in identifiers]
    seen = set(paths)
    if len(seen) == len(paths):
        return paths
    alike = {path for path, times in Counter(paths).items() if times > 1}
    seen -= alike
    for k, each in enumerate(identifiers):
        if paths[k] in alike:
            paths[k] = _free(f"{paths[k]}{_told_apart(each)}", seen)
    return paths


def _free(path: str, taken: set[str]) -> str:
    """The path, or with a number behind it where it is taken."""
    found, number = path, 2
    while found in taken:
        found, number = f"{path} ({number})", number + 1
    taken.add(found)
    return found


def project_root(paths: Iterable[str]) -> str:
    """The folder of the project that absolute paths are of, "" when there are none.

    The folder of the outermost ``node_modules`` that most paths lie in, as a monorepo has its own;
    without any, the folder that all paths share.
    """
    found: Counter[str] = Counter()
    shared: list[str] | None = None
    for path in paths:
        if not is_absolute(path):
            continue
        before, mark, _ = path.partition("/node_modules/")
        if mark:
            found[before] += 1
        elif shared is None:
            shared = path.split("/")[:-1]
        else:
            shared = _in_common(shared, path)
    if found:
        return found.most_common(1)[0][0]
    return "/".join(shared or [])


def is_absolute(path: str) -> bool:
    """Whether a clean path starts at a root (``/home/x``) or a drive (``C:/x``)."""
    return path.startswith("/") or bool(_DRIVE.match(path))


def _in_common(folder: list[str], path: str) -> list[str]:
    parts = path.split("/")[:-1]
    same = 0
    while same < min(len(folder), len(parts)) and folder[same] == parts[same]:
        same += 1
    return folder[:same]


def _told_apart(identifier: str) -> str:
    told = query_of(identifier)
    return told if told.startswith("?") or not told else f" ({told})"


def _resource(identifier: str) -> str:
    """What follows the last loader, which is the last itself where it reads no file. A ``data:``
    address may hold ``!`` itself."""
    if identifier.startswith("data:"):
        return identifier
    return identifier.rstrip("!").rpartition("!")[2] or identifier


def _unwrapped(identifier: str) -> str:
    text = identifier.replace("\0", "").replace("%00", "")
    if text.startswith(("data:", "external ", "webpack/runtime/", "http:", "https:")):
        return text
    if ignored := _IGNORED.match(text):
        return f"{_plain('/'.join(part for part in ignored.groups() if part))} (ignored)"
    text = _HASH.sub("", _MANY.sub("", _resource(text)))
    text = _NAMED_LAYER.sub("", _TYPE.sub("", text))
    text = _STYLE_NAME.sub("", text)
    text = _FILE.sub("", _ADDRESS.sub("", _LONG_WINDOWS.sub("", text)))
    pattern = _PATTERN.search(text)
    if pattern:
        return f"{_plain(text[: pattern.start()])}/ {pattern[1]}"
    return _plain(_LAYER.sub("", text.partition("?")[0]))


def _plain(path: str) -> str:
    return _without_detours(path.replace("\\", "/"))


def _without_detours(path: str) -> str:
    """Without ``/./``, ``//`` and ``x/..`` in between; a leading ``..`` stays."""
    if not ("/./" in path or "/../" in path or "//" in path):
        return path
    kept: list[str] = []
    for k, part in enumerate(path.split("/")):
        if part == ".." and kept and kept[-1] not in ("", "..", "."):
            kept.pop()
        elif k == 0 or part not in ("", "."):
            kept.append(part)
    return "/".join(kept)
