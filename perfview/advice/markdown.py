"""Advice as Markdown: one card for a chat or an issue, or the whole report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfview.advice.recommendation import Advice, Recommendation
from perfview.findings.finding import Example, Finding, Measure, Saving
from perfview.findings.quantities import gain, number, percent, plural, quantity
from perfview.recording.report import Oddity


def recommendation_markdown(recommendation: Recommendation, level: int = 2) -> str:
    """One thing to do, complete in itself. `level` is that of its heading."""
    parts = [
        f"{'#' * level} {recommendation.rank}. {_plain(recommendation.title)}",
        _facts(recommendation),
        recommendation.why,
        f"**What to do.** {recommendation.how}" if recommendation.how else "",
        _example(recommendation.example),
        _measures(recommendation.findings[0].measures),
        _also(recommendation.findings[1:]),
        f"**Would be wrong if:** {recommendation.wrong_if}" if recommendation.wrong_if else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def advice_markdown(advice: Advice) -> str:
    """The verdict and everything to do."""
    joint = f"All of it together: {_saving_words(advice.joint)}." if advice.joint else ""
    parts = [f"**{_outside_code(advice.verdict)}**", joint]
    parts += [recommendation_markdown(each).rstrip() for each in advice.recommendations]
    return "\n\n".join(part for part in parts if part) + "\n"


def report_markdown(
    advice: Advice,
    findings: Sequence[Finding],
    *,
    title: str,
    facts: Mapping[str, str],
    oddities: Sequence[Oddity],
    row_word: str = "span",
) -> str:
    """A whole document: source, verdict, what was odd, findings, recommendations.

    `facts` are label and value of what was read ("Format": "OpenTelemetry JSON"); `row_word` is
    what a row is called that findings point at.
    """
    parts = [
        f"# {title}",
        advice_markdown(Advice(advice.verdict, (), advice.joint)).rstrip(),
        "\n".join(f"- {label}: {value}" for label, value in facts.items()),
        _oddities(oddities),
        _findings(findings, row_word),
        "## What to do" if advice.recommendations else "",
    ]
    parts += [recommendation_markdown(each, 3).rstrip() for each in advice.recommendations]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(recommendation: Recommendation) -> str:
    facts = [recommendation.where, recommendation.severity.value]
    if recommendation.included_in is not None:
        facts.append(f"included in {recommendation.included_in}")
    elif recommendation.saving is not None:
        facts.append(_saving_words(recommendation.saving))
    facts += [f"{percent(recommendation.confidence)} sure", f"{recommendation.effort.value} effort"]
    if recommendation.track_record:
        facts.append(recommendation.track_record)
    return " · ".join(_plain(fact) for fact in facts if fact)


def _saving_words(saving: Saving) -> str:
    about = [saving.of] if saving.of else []
    low, high = quantity(saving.low, saving.unit), quantity(saving.high, saving.unit)
    if low != high:
        about.append(f"between {low} and {high}")
    return gain(saving.value, saving.unit) + (f" ({', '.join(about)})" if about else "")


def _example(example: Example | None) -> str:
    if example is None:
        return ""
    place = f"In `{example.place}`, before:" if example.place else "Before:"
    return "\n\n".join(
        (
            place,
            _fenced(example.before, example.language),
            "After:",
            _fenced(example.after, example.language),
        )
    )


def _fenced(code: str, language: str) -> str:
    """A fence longer than any run of backticks inside."""
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}"


def _measures(measures: Sequence[Measure]) -> str:
    rows = [
        (
            measure.name,
            quantity(measure.value, measure.unit),
            quantity(measure.threshold, measure.unit),
        )
        for measure in measures
    ]
    return _table(("Seen", "Value", "Limit"), rows) if rows else ""


def _also(findings: Sequence[Finding]) -> str:
    lines = [f"- {_plain(finding.title)} ({finding.severity.value})" for finding in findings]
    return "Also settled by it:\n\n" + "\n".join(lines) if lines else ""


def _oddities(oddities: Sequence[Oddity]) -> str:
    if not oddities:
        return ""
    lines = [f"- {_plain(odd.detail)} ({number(odd.count)})" for odd in oddities]
    return "## Odd about this file\n\n" + "\n".join(lines)


def _findings(findings: Sequence[Finding], row_word: str) -> str:
    if not findings:
        return ""
    rows = [
        (
            finding.severity.value,
            finding.title,
            finding.where,
            _saving_words(finding.saving) if finding.saving else "–",
            percent(finding.confidence),
            plural(finding.evidence.total or len(finding.evidence.rows), row_word),
        )
        for finding in sorted(findings, key=lambda finding: -finding.severity.rank)
    ]
    header = ("Severity", "Finding", "Where", "Saving", "Sure", "Evidence")
    return "## Findings\n\n" + _table(header, rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """On one line, and nothing read as HTML: names come from the file."""
    return " ".join(text.splitlines()).replace("<", "&lt;")


def _outside_code(text: str) -> str:
    """Bold text may hold code, but no stars of its own."""
    return _plain(text).replace("*", "\\*") if "`" not in text else _plain(text)
