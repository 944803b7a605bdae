"""What lines of code do, and which of them search lists."""

from __future__ import annotations

import pytest

from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.line_words import MATCHER, regexps_of, work_of_line
from perfview.profiles.patterns.scanning_lines import scan_on_line

JS, PY = Ecosystem.JAVASCRIPT, Ecosystem.PYTHON


@pytest.mark.parametrize(
    ("text", "ecosystem", "activity"),
    [
        ("  return JSON.parse(text);", JS, Activity.JSON),
        ("const m = /^(a+)+ (b|c)$/.exec(line);", JS, Activity.REGEXP),
        ("if (EMAIL_PATTERN.test(mail)) {", JS, Activity.REGEXP),
        ("return text.replace(/[aeiou]/g, '');", JS, Activity.REGEXP),
        ("while (Date.now() < end) {}", JS, Activity.SPINNING),
        ("return date.toLocaleString('de');", JS, Activity.STRINGIFICATION),
        ("throw new RangeError('no');", JS, Activity.EXCEPTIONS),
        ("return hashlib.sha256(data).hexdigest()", PY, Activity.CRYPTO),
        ("m = LINE_RE.match(line)", PY, Activity.REGEXP),
        ("    time.sleep(0.1)", PY, Activity.BLOCKING),
    ],
)
def test_lines_that_do_one_thing(text: str, ecosystem: Ecosystem, activity: Activity) -> None:
    work = work_of_line(text, ecosystem)
    assert work is not None
    assert work.activity is activity
    assert work.certain == 1.0


@pytest.mark.parametrize(
    ("text", "ecosystem"),
    [
        ("const s = 'JSON.parse(x)';", JS),
        ("return a / b / c.test(x);", JS),
        ("const x = text.split(',');", JS),
        ("log(JSON.stringify(x)); console.log(/a/.test(y));", JS),
        ("socket.send(data);", JS),
        ("x = 'json.loads(y)'", PY),
        ("matched = rows.match(line)", PY),
        ("return text", Ecosystem.GO),
    ],
)
def test_lines_that_tell_nothing(text: str, ecosystem: Ecosystem) -> None:
    assert work_of_line(text, ecosystem) is None


def test_other_calls_and_loops_make_it_less_certain() -> None:
    def certain(text: str) -> float:
        work = work_of_line(text, JS)
        assert work is not None
        return work.certain

    plain = certain("return JSON.parse(text).rows.length;")
    called = certain("return draw(JSON.parse(text));")
    looped = certain("for (const x of xs) draw(JSON.parse(x));")
    assert plain > called > looped > 0


def test_a_request_is_waited_for_when_it_was_opened_so() -> None:
    above = ["const r = new XMLHttpRequest();", "r.open('GET', url, false);"]
    work = work_of_line("r.send();", JS, above)
    assert work is not None
    assert work.activity is Activity.BLOCKING
    assert work_of_line("r.send();", JS, ["r.open('GET', url, true);"]) is None


@pytest.mark.parametrize(
    ("text", "ecosystem", "above"),
    [
        ("if (!seen.includes(key)) {", JS, "const seen = [];"),
        ("return [...list, item];", JS, ""),
        ("const next = queue.shift();", JS, ""),
        ("    if key not in seen:", PY, "seen = []"),
        ("first = queue.pop(0)", PY, ""),
        ("i = names.index(name)", PY, "names = list(rows)"),
        ("total = sum(lists, [])", PY, ""),
    ],
)
def test_lines_that_search_or_move_lists(text: str, ecosystem: Ecosystem, above: str) -> None:
    assert scan_on_line(text, [above, text], ecosystem) is not None


@pytest.mark.parametrize(
    ("text", "ecosystem", "above"),
    [
        ("if (text.includes('abc')) {", JS, "const text = [];"),
        ("if (!seen.includes(key)) {", JS, "const seen = 'abc';"),
        ("if (name.includes(part)) {", JS, ""),
        ("    if key not in seen:", PY, "seen = set()"),
        ("    if key not in seen:", PY, "seen = {}"),
        ("for row in rows:", PY, "rows = []"),
        ("last = queue.pop()", PY, ""),
        ("i = text.index(name)", PY, "text = 'abc'"),
    ],
)
def test_lines_that_only_look_so(text: str, ecosystem: Ecosystem, above: str) -> None:
    assert scan_on_line(text, [above, text], ecosystem) is None


@pytest.mark.parametrize(
    ("text", "ecosystem", "elsewhere"),
    [
        ("found = PATH.match(text)", PY, "PATH = re.compile(r'^a+$')"),
        ("return self.rule.sub('', text)", PY, "        self.rule = re.compile(rule)"),
        ("return MAIL.test(text);", JS, "const MAIL = /^a+@b$/;"),
        ("return rule.exec(text);", JS, "let rule = new RegExp(text);"),
    ],
)
def test_regular_expressions_are_known_by_their_names(
    text: str, ecosystem: Ecosystem, elsewhere: str
) -> None:
    found = regexps_of([elsewhere, text], ecosystem)
    assert found is not None
    work = work_of_line(found.sub(MATCHER, text), ecosystem)
    assert work is not None
    assert work.activity is Activity.REGEXP


def test_other_things_with_such_methods_are_none() -> None:
    assert regexps_of(["rows = load()", "found = rows.match(line)"], PY) is None
    found = regexps_of(["PATH = re.compile('a')"], PY)
    assert found is not None
    assert found.sub(MATCHER, "found = MY_PATH.match(x)") == "found = MY_PATH.match(x)"


def test_a_name_means_what_the_nearest_place_above_says() -> None:
    lines = ["seen = {}", "x = 1", "seen = []", "    if key not in seen:", "seen = set()"]
    assert scan_on_line(lines[3], lines, PY, 4) is not None
    assert scan_on_line(lines[3], ["seen = []", *lines[:2], lines[3]], PY, 4) is None


def test_an_attribute_is_no_plain_name() -> None:
    lines = ["self.seen = []", "seen = {}", "    if key in self.seen:"]
    assert scan_on_line(lines[2], lines, PY, 3) is not None
    assert scan_on_line(lines[2], ["self.seen = set()", "seen = []", lines[2]], PY, 3) is None
