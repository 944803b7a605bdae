"""Time spent on regular expressions."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.culprits import Culprit
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy
from perfview.profiles.study import Study

RULE = (
    "a pattern made once saves 40 to 55 % where it was made each time, a plain test first or a "
    "pattern without nested repetition nearly all"
)
COMPILED = "a pattern made once and kept: nearly all of making it"

MADE_ONCE = (0.6, 0.9, 1.0)

COMPILING = re.compile(
    r"(^|[./:#])(_?compile\w*|MustCompile|sre_parse|_parse\w*|parse\w*|Regex\.new|RegExp\.new)\b"
)


class RegexpHotSpot(ActivityDetector):
    """Regular expressions that take much of the time.

    What it looks for: time in functions known to compile and match regular expressions (V8's
    `RegExp:` frames, Python's `re`, Go's `regexp`, `java.util.regex` and others) and on lines whose
    text uses one, by the nearest own function. It fires from `share` of all time and `samples` on;
    it is a warning from `warning`, critical from `critical` on. Matching inside of JSON parsers,
    logging and tracebacks belongs to those.

    Why it matters: a pattern with nested repetition (`(a+)+`) takes exponentially long on texts
    that nearly match, which also lets strangers stop a server; one made anew in a loop is compiled
    each time.

    How sure it is: frames are unmistakable, lines nearly so. Whether the pattern is made anew is
    only seen where compiling has frames of its own.

    How to fix it: make patterns once, outside of loops; test with a plain search first; anchor
    them; take nested and overlapping repetition apart.

    Learnt from: R. Cox, Regular Expression Matching Can Be Simple And Fast (2007); OWASP on
    regular expression denial of service; measured gains of hoisting: 2.3 times in Python, 1.7 in
    V8.
    """

    name = "regexp-hot-spot"
    title = "Regular expressions"
    thresholds = activity_thresholds(0.06, 0.15)
    prominence = 5
    activities = Activity.REGEXP
    word = "regular expressions"
    wrong_if = (
        "The pattern is made once, matches without going back, and each text has to be matched."
    )
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, make the pattern once and keep it, anchor it, and look with a plain "
            "search "
            "first whether it can match at all.",
            (0.2, 0.5, 0.95),
            RULE,
        ),
        Ecosystem.PYTHON: Remedy(
            "Make the pattern of {where} once, at the top of the module, anchor it, and test with "
            "`in` or `startswith` first.",
            (0.2, 0.5, 0.95),
            RULE,
            "def parse(line):\n    return re.match(r'(\\S+) (\\S+)', line)",
            "LINE = re.compile(r'(\\S+) (\\S+)')\n\ndef parse(line):\n    return LINE.match(line)",
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "Make the pattern of {where} once outside of the function, take nested repetition "
            "such as "
            "`(a+)+` apart, and test with `includes` or `startsWith` first.",
            (0.2, 0.5, 0.95),
            RULE,
            "function valid(email) {\n  return /^([a-z0-9]+)+@example\\.com$/.test(email);\n}",
            "const EMAIL = /^[a-z0-9]+@example\\.com$/;\nfunction valid(email) {\n"
            "  return email.endsWith('@example.com') && EMAIL.test(email);\n}",
        ),
        Ecosystem.GO: Remedy(
            "Compile the pattern of {where} once in a variable of the package; for plain texts the "
            "`strings` package is many times as fast.",
            (0.3, 0.6, 0.95),
            RULE,
            "func valid(s string) bool {\n\treturn regexp.MustCompile(`^\\w+@`).MatchString(s)\n}",
            "var mail = regexp.MustCompile(`^\\w+@`)\n\n"
            "func valid(s string) bool { return mail.MatchString(s) }",
        ),
        Ecosystem.JAVA: Remedy(
            "Compile the pattern of {where} once (`static final Pattern`); `String.matches`, "
            "`split` "
            "and `replaceAll` compile theirs at each call.",
            (0.3, 0.6, 0.95),
            RULE,
            'if (line.matches("\\\\d+ .*")) { … }',
            'static final Pattern LINE = Pattern.compile("\\\\d+ .*");\n'
            "if (LINE.matcher(line).matches()) { … }",
        ),
        Ecosystem.RUST: Remedy(
            "Compile the pattern of {where} once in a `LazyLock`.",
            (0.3, 0.6, 0.95),
            RULE,
            'let re = Regex::new(r"^\\w+@").unwrap();',
            'static RE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\\w+@").unwrap());',
        ),
        Ecosystem.DOTNET: Remedy(
            "Make the pattern of {where} once; let the compiler generate it.",
            (0.3, 0.6, 0.95),
            RULE,
            'Regex.IsMatch(s, @"^\\w+@")',
            '[GeneratedRegex(@"^\\w+@")]\nprivate static partial Regex Mail();',
        ),
    }

    def remedy(self, study: Study, culprit: Culprit) -> Remedy:
        """Nearly all goes away of what is the making of patterns, of the rest as much as ever."""
        usual = super().remedy(study, culprit)
        pairs = zip(culprit.known, culprit.through, strict=False)
        making = sum(cost for at, cost in pairs if COMPILING.search(study.name_of(at)))
        part = min(1.0, making / max(culprit.share.spent, 1e-9))
        if not part:
            return usual
        parts = zip(MADE_ONCE, usual.removes, strict=True)
        least, probably, most = (part * made + (1 - part) * rest for made, rest in parts)
        return replace(usual, removes=(least, probably, most), rule=f"{COMPILED}; {usual.rule}")
