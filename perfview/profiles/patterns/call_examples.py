"""Code before and after the fix for the very call that was found, unlike the usual one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedy


@dataclass(frozen=True)
class CallExample:
    """call: what the line, or else the function called, has to show. how: instead of the usual
    advice, "" to keep it."""

    activity: Activity
    language: Ecosystem
    call: re.Pattern[str]
    before: str
    after: str
    how: str = ""


_FAST = r"(?i)^(?!.*(?:pbkdf2|scrypt|bcrypt|argon|passw)).*\b"
"""Passwords are hashed slowly on purpose: nobody is told to do that faster."""

EXAMPLES = (
    CallExample(
        Activity.BLOCKING,
        Ecosystem.JAVASCRIPT,
        re.compile(r"\b(exec|execFile|spawn)Sync\b"),
        "const out = execFileSync('git', ['rev-parse', 'HEAD']);",
        "const { stdout } = await util.promisify(execFile)('git', ['rev-parse', 'HEAD']);",
    ),
    CallExample(
        Activity.BLOCKING,
        Ecosystem.PYTHON,
        re.compile(r"\bsleep\b"),
        "async def retry():\n    time.sleep(1)",
        "async def retry():\n    await asyncio.sleep(1)",
    ),
    CallExample(
        Activity.BLOCKING,
        Ecosystem.PYTHON,
        re.compile(r"\b(subprocess|Popen|check_output|communicate)\b"),
        "async def build():\n    subprocess.run(['make'])",
        "async def build():\n    make = await asyncio.create_subprocess_exec('make')\n"
        "    await make.wait()",
    ),
    CallExample(
        Activity.BLOCKING,
        Ecosystem.PYTHON,
        re.compile(r"\b(open|read|readlines?|read_text|read_bytes|TextIOWrapper|write)\b"),
        "async def page(path):\n    return path.read_text()",
        "async def page(path):\n    return await asyncio.to_thread(path.read_text)",
    ),
    CallExample(
        Activity.CRYPTO,
        Ecosystem.JAVASCRIPT,
        re.compile(rf"{_FAST}(createHash|Hash|update|digest)\b"),
        "const tag = createHash('sha1').update(body).digest('hex'); // at each request",
        "const tag = tags.get(path) ?? remember(path, body); // once for each page",
        "In {where}, hash what is the same only once and keep the result beside it; for what need "
        "not be safe against attackers a fast hash (xxHash) will do.",
    ),
    CallExample(
        Activity.CRYPTO,
        Ecosystem.PYTHON,
        re.compile(rf"{_FAST}(sha\d\w*|openssl_\w+|md5|blake2\w|update|hexdigest|file_digest)\b"),
        "tag = hashlib.sha256(page).hexdigest()  # at each request",
        "@functools.cache\ndef tag(path):\n    return hashlib.sha256(page(path)).hexdigest()",
        "In {where}, hash what is the same only once and keep the result beside it; for what need "
        "not be safe against attackers a fast hash (`zlib.crc32`, `xxhash`) will do.",
    ),
    CallExample(
        Activity.SERIALISATION,
        Ecosystem.PYTHON,
        re.compile(r"\b(pickle|_pickle|dumps|loads)\b"),
        "for task in tasks:\n    send(pickle.dumps((TABLE, task)))",
        "send(pickle.dumps(TABLE, protocol=5))\nfor task in tasks:\n    send(pickle.dumps(task))",
    ),
    CallExample(
        Activity.SERIALISATION,
        Ecosystem.PYTHON,
        re.compile(r"\byaml\b"),
        "rules = yaml.safe_load(text)",
        "rules = yaml.load(text, Loader=yaml.CSafeLoader)",
    ),
    CallExample(
        Activity.STRINGIFICATION,
        Ecosystem.JAVASCRIPT,
        re.compile(r"\b(toLocale\w*String|Intl)\b"),
        "return price.toLocaleString('de-DE', { style: 'currency', currency: 'EUR' });",
        "const format = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });\n"
        "return format.format(price);",
    ),
    CallExample(
        Activity.LOGGING,
        Ecosystem.PYTHON,
        re.compile(r"\bprint\b"),
        "for row in rows:\n    print(row, flush=True)",
        'sys.stdout.write("\\n".join(map(str, rows)))',
    ),
)


def fitted(
    remedy: Remedy, activities: Activity, language: Ecosystem | None, told: Iterable[str]
) -> Remedy:
    """The remedy with the example (and, where it differs, the advice) for the call that `told`
    shows: a line of code, or else names of functions."""
    words = [word for word in told if word]
    for each in EXAMPLES:
        fits = each.activity & activities and each.language is language
        if fits and any(each.call.search(word) for word in words):
            how = each.how or remedy.how
            return replace(remedy, how=how, before=each.before, after=each.after)
    return remedy
