"""JavaScript: node_modules, Node's and the browser's own code, bundles, extensions, V8's names."""

from __future__ import annotations

import re

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.origins.origin import Origin, library, runtime

_INSTALLED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages)/(?!\.)((?:@[^/]+/)?[^/]+)"
)
"""The last folder of this sort names the package: pnpm and nested installs have several. Names
that begin with a dot (`.pnpm`, `.vite`) hold packages and are none."""

_PREBUNDLED = re.compile(r"/node_modules/\.vite/deps(?:_temp)?/([^/?]+?)\.m?js")
_HOSTED = (
    re.compile(r"^https?://(?:unpkg\.com|esm\.sh|cdn\.skypack\.dev)/((?:@[^/]+/)?[^@/]+)"),
    re.compile(r"^https?://cdn\.jsdelivr\.net/npm/((?:@[^/]+/)?[^@/]+)"),
    re.compile(r"^https?://(?:cdnjs\.cloudflare\.com|ajax\.googleapis\.com)/ajax/libs/([^/]+)"),
    re.compile(r"^https?://deno\.land/(?:x/)?([^@/]+)"),
    re.compile(r"^(?:npm|jsr):/?((?:@[^/]+/)?[^@/]+)"),
)
_EXTENSION = re.compile(r"^(?:[a-z]+-)?(?:web-)?extension://([^/]+)")
_ENGINE = re.compile(r"^(?:native |extensions::|v8/)")
_BROWSER = re.compile(r"^(?:chrome://|resource://|about:|self-hosted|moz-src:|__InjectedScript_)")
_NODE = re.compile(r"^(?:node:|internal/|ext:|deno:|bun:|electron/js2c/)")
_WEBPACK = re.compile(r"^webpack(?:-internal)?://[^/]*/+(?:\([^)]*\)/)?(.*)$")
_BUNDLER = re.compile(r"^(?:webpack/|external |node-libs-browser/|(?:\./)?\(webpack\)/)")
_WORDS = (
    "_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server "
    "_stream_duplex _stream_passthrough _stream_readable _stream_transform _stream_wrap "
    "_stream_writable _tls_common _tls_wrap assert async_hooks bootstrap_node buffer child_process "
    "cluster console constants crypto dgram dns domain events fs http http2 https inspector module "
    "net os path perf_hooks process punycode querystring readline repl stream string_decoder sys "
    "timers tls tty url util v8 vm worker_threads zlib"
)
_NODE_FILES = frozenset(_WORDS.split())
"""Files as Node before version 15 names its own: without a folder."""

_VENDOR = re.compile(
    r"(?:^|/)(?:chunk-)?(vendors?|libs?|polyfills?|framework|commons?-vendors?|third[-_]?party|"
    r"react(?:-dom)?|vue|angular|jquery|lodash|moment|d3|three|zone|rxjs|preact|svelte|redux|"
    r"webpack-runtime|runtime)"
    r"(?:[-.~_][\w.~-]*)?\.m?js$",
    re.IGNORECASE,
)
"""Bundles that hold what was installed, as webpack, Rollup, Next.js and Vue's CLI name them."""

_BUILDERS = {"runtime", "webpack-runtime"}
_JIT = re.compile(r"^(?:JS|LazyCompile|Function|Script|Eval):[~*^+-]*")
_JIT_STUBS = re.compile(
    r"^(?:Builtins?[:_]|BytecodeHandler:|Bytecode|Stub:|Handler:|LoadIC|RegExp:|v8::|Builtins_)"
)
_NAMED = {
    "(garbage collector)": Origin(Kind.COLLECTOR, "gc"),
    "(program)": Origin(Kind.UNKNOWN, ""),
    "(idle)": Origin(Kind.UNKNOWN, ""),
    "(root)": Origin(Kind.UNKNOWN, ""),
    "(no symbol)": Origin(Kind.UNKNOWN, ""),
    "(bytecode handler)": runtime("v8"),
    "(compiler)": Origin(Kind.COMPILER, "v8"),
    "(JS)": runtime("v8"),
    "(C++)": runtime("v8"),
    "(GC)": Origin(Kind.COLLECTOR, "gc"),
    "(COMPILER)": Origin(Kind.COMPILER, "v8"),
    "(BYTECODE_COMPILER)": Origin(Kind.COMPILER, "v8"),
    "(PARSER)": Origin(Kind.COMPILER, "v8"),
    "(IDLE)": Origin(Kind.UNKNOWN, ""),
}
_STATE = re.compile(r"^\((?:V8 API|[A-Z][A-Z_0-9]+)\)$")
"""V8's own states (`StateTag` in its sources), as heap profiles and tick logs write them."""


def of_file(file: str) -> Origin | None:
    """The origin of a script by its URL or path; None when it is the program's own or no script."""
    if found := _PREBUNDLED.search(file):
        return library(found[1].replace("_", "/", 1) if found[1][0] == "@" else found[1])
    if names := _INSTALLED.findall(file):
        return library(names[-1])
    if found := _EXTENSION.match(file):
        return library(f"extension {found[1]}")
    if _ENGINE.match(file):
        return runtime("v8")
    if _BROWSER.match(file):
        return runtime("browser")
    if _NODE.match(file):
        return runtime("node" if file[0] in "ni" else file.partition(":")[0].partition("/")[0])
    for host in _HOSTED:
        if found := host.match(file):
            return library(found[1])
    if found := _WEBPACK.match(file):
        return runtime("webpack") if _BUNDLER.match(found[1]) else None
    if file.removesuffix(".js") in _NODE_FILES and file.endswith(".js"):
        return runtime("node")
    return _bundle(file)


def _bundle(file: str) -> Origin | None:
    path = file.partition("?")[0]
    if not path.startswith(("http://", "https://", "file://")) and "/" in path:
        return None
    found = _VENDOR.search(path)
    if found is None:
        return None
    name = found[1].lower()
    return runtime("webpack") if name in _BUILDERS else library(name)


def of_name(name: str) -> Origin | None:
    """The origin of what V8 itself names: its states, its stubs, its built-in code."""
    if found := _NAMED.get(name):
        return found
    return runtime("v8") if _STATE.match(name) or _JIT_STUBS.match(name) else None


def script_in(name: str) -> str:
    """The script in a name V8 wrote for perf, ``JS:*parse /app/json.js:12:3``; "" in others."""
    begin = _JIT.match(name)
    if begin is None:
        return ""
    place = name[begin.end() :].rpartition(" ")[2]
    return re.sub(r"(?::\d+){1,2}$", "", place)
