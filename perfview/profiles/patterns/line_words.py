"""What a line of source code does, told from its text alone.

V8 charges the time of JSON, regular expressions and other built-in work to the function that calls
it, samplers of Python that of C functions: there the line under the sample is the only witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity

_JS_REGEXP = (
    r"(?:/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[*])"
    r"(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])*/[dgimsuvy]*)"
)

_JAVASCRIPT = {
    Activity.JSON: r"\bJSON\.(?:parse|stringify)\s*\(",
    Activity.REGEXP: (
        rf"{_JS_REGEXP}\.(?:test|exec)\s*\(|\bnew RegExp\s*\(|\.matchAll\s*\("
        rf"|\.(?:match|replace|replaceAll|split|search)\s*\(\s*(?:{_JS_REGEXP}|new RegExp)"
        r"|\b\w*(?:[rR]egexp?|RegExp|REGEXP?|RE|[pP]attern|PATTERN)\w*\.(?:test|exec)\s*\("
    ),
    Activity.SERIALISATION: r"\bstructuredClone\s*\(|\bv8\.(?:de)?serialize\s*\(",
    Activity.CRYPTO: r"\bcrypto\.\w+\s*\(|\.createHash\s*\(|\bbcrypt\w*\.\w+\s*\(",
    Activity.COMPRESSION: r"\bzlib\.\w+\s*\(|\bpako\.\w+\s*\(|\bfflate\.\w+\s*\(",
    Activity.LOGGING: r"\bconsole\.(?:log|debug|info|warn|error|trace|dir)\s*\(",
    Activity.STRINGIFICATION: (
        r"\butil\.(?:inspect|format)\s*\(|\.toLocale(?:Date|Time)?String\s*\("
        r"|\bnew Intl\.\w+\s*\(|\bIntl\.\w+\s*\("
    ),
    Activity.EXCEPTIONS: r"\bthrow new \w+|\bnew \w*Error\s*\(|\bcaptureStackTrace\s*\(",
    Activity.BLOCKING: r"\b(?:fs|child_process)\.\w+Sync\s*\(|\bAtomics\.wait\s*\(",
    Activity.SPINNING: (
        r"\bwhile\s*\([^{}]*(?:Date\.now\s*\(|performance\.now\s*\(|new Date\b|hrtime)[^{}]*\)\s*"
        r"(?:\{\s*\}|;|$)|\bAtomics\.load\s*\("
    ),
}

_PYTHON = {
    Activity.JSON: r"\b(?:u|or|raw|simple)?json\.(?:loads?|dumps?)\s*\(|\bmsgspec\.json\.\w+\s*\(",
    Activity.REGEXP: (
        r"\b(?:re|regex)\.(?:match|search|sub|subn|findall|finditer|fullmatch|split|compile)\s*\("
        r"|\b\w*(?:_re|_RE|RE_|re_|regexp?|REGEXP?|pattern|PATTERN)\w*"
        r"\.(?:match|search|sub|subn|findall|finditer|fullmatch|split)\s*\("
    ),
    Activity.SERIALISATION: r"\b(?:pickle|marshal|msgpack|yaml)\.\w+\s*\(|\bdeepcopy\s*\(",
    Activity.CRYPTO: r"\bhashlib\.\w+\s*\(|\bpbkdf2_hmac\s*\(|\bbcrypt\.\w+\s*\(|\bscrypt\s*\(",
    Activity.COMPRESSION: r"\b(?:zlib|gzip|bz2|lzma|brotli|zstandard|zstd|snappy)\.\w+\s*\(",
    Activity.LOGGING: (
        r"\bprint\s*\(|\b(?:log|logger|logging|LOG|LOGGER)\.(?:debug|info|warning|error)\s*\("
    ),
    Activity.EXCEPTIONS: r"^\s*raise\s+\w",
    Activity.SPINNING: (
        r"^\s*while\b.*(?:\btime\.(?:time|monotonic|perf_counter)|\.is_set|\.poll|\.empty)\s*\("
    ),
    Activity.BLOCKING: (
        r"\btime\.sleep\s*\(|\brequests\.\w+\s*\(|\burlopen\s*\(|\bsubprocess\.\w+\s*\("
        r"|(?<![\w.])open\s*\(|\.(?:read|write)_(?:text|bytes)\s*\("
        r"|(?<!await )\b(?:f|fh|fp|fd|(?:\w*_)?file)\.(?:read|readlines?|write|writelines)\s*\("
        r"|\bos\.(?:listdir|walk|system)\s*\("
    ),
}

_PATTERNS = {
    ecosystem: {activity: re.compile(pattern) for activity, pattern in patterns.items()}
    for ecosystem, patterns in (
        (Ecosystem.JAVASCRIPT, _JAVASCRIPT),
        (Ecosystem.PYTHON, _PYTHON),
    )
}

_LITERAL = re.compile(_JS_REGEXP)
_STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")
_COMMENT = {
    Ecosystem.JAVASCRIPT: re.compile(r"(?<![:'\"])//.*$|/\*.*?\*/"),
    Ecosystem.PYTHON: re.compile(r"(?<!['\"])#.*$"),
}
_CALL = re.compile(r"[\w$\])]\s*\(")
_NO_CALL = re.compile(
    r"\b(?:function\s*[\w$]*|if|for|while|switch|catch|return|elif|assert|async|def\s+\w+|class\s+\w+)"
    r"\s*\("
)
_CHEAP = re.compile(
    r"(?:\.(?:encode|decode|hex|hexdigest|digest|update|toString|trim|strip|get|push|append|slice|then|format)"
    r"|\b(?:len|str|int|float|bool|String|Number|Boolean|isNaN|Array\.isArray|(?:Number|Math)\.\w+|Date|Date\.now|performance\.now|require))"
    r"\s*\("
)
_LOOP = re.compile(r"\b(?:for|while)\b|\.(?:map|forEach|filter|reduce)\s*\(")

MIXED = 0.6
"""How sure it is what a line's time is for when it calls other functions as well."""

LOOPED = 0.35
"""The same for a line with a loop and other calls: much of it is likely not in the known one."""


@dataclass(frozen=True)
class LineWork:
    """activity: what a line does; certain (0-1): how little else it does."""

    activity: Activity
    certain: float


_COMPILED = {
    Ecosystem.PYTHON: re.compile(r"(\w+)\s*(?::[^=]*)?=\s*(?:re|regex)\.compile\s*\("),
    Ecosystem.JAVASCRIPT: re.compile(rf"([\w$]+)\s*[=:]\s*(?:{_JS_REGEXP}|new RegExp\s*\()"),
}
_MATCHES = r"match|search|sub|subn|findall|finditer|fullmatch|split|test|exec"
MATCHER = "known_RE"
"""What stands for the name of a regular expression that a file compiles elsewhere."""


def regexps_of(lines: Sequence[str], ecosystem: Ecosystem | None) -> re.Pattern[str] | None:
    """What finds calls on regular expressions that a file gives names to (``PATH.match(``); None
    where it gives none."""
    compiled = _COMPILED.get(ecosystem) if ecosystem else None
    if compiled is None:
        return None
    names = {name for line in lines for name in compiled.findall(line)}
    if not names:
        return None
    either = "|".join(sorted(map(re.escape, names)))
    return re.compile(rf"(?<![\w$])(?:{either})(?=\.(?:{_MATCHES})\s*\()")


_SEND = re.compile(r"\.send\s*\(")
_SYNCHRONOUS = re.compile(r"\.open\s*\([^;]*,\s*(?:false|!1)\s*[,)]")


def work_of_line(
    text: str, ecosystem: Ecosystem | None, before: Sequence[str] = ()
) -> LineWork | None:
    """What a line of code does; None when nothing known is on it, or two things are.

    `before` are the lines above it, which say whether a request that is sent is waited for.
    """
    if ecosystem is Ecosystem.JAVASCRIPT and _SEND.search(text):
        sent = any(_SYNCHRONOUS.search(line) for line in (*before, text))
        return LineWork(Activity.BLOCKING, 1.0) if sent else None
    patterns = _PATTERNS.get(ecosystem) if ecosystem else None
    if patterns is None or ecosystem is None:
        return None
    found = {a: p.findall(blank) for a, p in patterns.items() if (blank := _blanked(text, a, p))}
    hits = {activity: len(calls) for activity, calls in found.items() if calls}
    if len(hits) != 1:
        return None
    activity, count = next(iter(hits.items()))
    literal = _LITERAL.sub("/x/", text) if activity is Activity.REGEXP else text
    plain = _STRING.sub("''", _COMMENT[ecosystem].sub("", literal))
    cheap = len(_NO_CALL.findall(plain)) + len(_CHEAP.findall(plain))
    others = len(_CALL.findall(plain)) - cheap - count
    loops = bool(_LOOP.search(plain)) and activity is not Activity.SPINNING
    certain = MIXED if others > 0 or loops else 1.0
    return LineWork(activity, LOOPED if others > 0 and loops else certain)


def _blanked(text: str, activity: Activity, pattern: re.Pattern[str]) -> str:
    """The text in which to look: literals are regular expressions' business only."""
    if not pattern.search(text):
        return ""
    return text if activity is Activity.REGEXP else _STRING.sub("''", text)
