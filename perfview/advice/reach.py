"""How far a fix reaches: which requests it helps, and what it saves of all recorded time."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.advice.worth import worth
from perfview.findings.finding import Finding, Saving
from perfview.findings.quantities import number, percent, plural

NAMED = 3
"""Endpoints named in a sentence; the others are counted."""

METHOD = "each saving applied to what those before it leave, weighted by share of {}"
OF_REQUESTS, OF_ALL = "request time", "the recorded time"
"""What a joint saving is a part of: where findings concern requests, and where none does."""


def acted_on(group: Sequence[Finding]) -> list[Finding]:
    """The findings whose savings a group's fix brings: the leading one, and its like elsewhere.

    What joined them says the same of the same request in more general words.
    """
    return [finding for finding in group if finding.detector == group[0].detector]


def joint_of(findings: Sequence[Finding]) -> Saving | None:
    """What fixing all of these would save of the recorded time; None without an estimate.

    Each thing saved is counted once per request (`Saving.of`), and a saving only applies to what
    those before it leave. Weighted by each request's share of all time; the part saved at p95
    stands for the part saved on the whole.
    """
    left: dict[str, tuple[float, list[float]]] = {}
    for finding in findings:
        saving = finding.saving
        # Bytes and layout shifts are no part of a time.
        before = saving.before if saving and saving.unit == "ns" else None
        if saving is None or not before or before <= 0:
            continue
        _, parts = left.setdefault(saving.of, (finding.reach, [1.0, 1.0, 1.0]))
        for i, value in enumerate((saving.value, saving.low, saving.high)):
            parts[i] *= 1 - min(1.0, max(0.0, value / before))
    if not left:
        return None
    value, low, high = (
        min(1.0, sum(reach * (1 - parts[i]) for reach, parts in left.values())) for i in range(3)
    )
    whole = whole_of(findings)
    return Saving(value, low, high, "ratio", METHOD.format(whole), of=whole, before=1.0)


def whole_of(findings: Sequence[Finding]) -> str:
    """The time that findings' reaches are shares of: that of requests, if any finding names one."""
    return OF_REQUESTS if any(finding.request for finding in findings) else OF_ALL


def other_requests(group: Sequence[Finding]) -> list[str]:
    """The other endpoints that a group's fix helps, those with most to gain first."""
    alike = sorted(acted_on(group), key=lambda finding: -worth(finding))
    names = dict.fromkeys(finding.request for finding in alike if finding.request)
    return [name for name in names if name != group[0].request]


def elsewhere(group: Sequence[Finding]) -> str:
    """Sentences when the same place is at fault in other ways or for other requests; else ""."""
    words: list[str] = []
    titles = {finding.title for finding in acted_on(group)} - {group[0].title}
    if titles:
        more = "One more" if len(titles) == 1 else f"{number(len(titles))} more"
        verb = "stands" if len(titles) == 1 else "stand"
        words.append(f"{more} like it {verb} in the same place, such as “{min(titles)}”.")
    others = other_requests(group)
    if others:
        words.append(f"The same change helps {_some(others)} too.")
    joint = joint_of(acted_on(group)) if words else None
    if joint is not None and joint.value > 0:
        whole = "all request time" if joint.of == OF_REQUESTS else joint.of
        words.append(f"Altogether that saves about {percent(joint.value)} of {whole}.")
    return " ".join(words)


def _some(names: list[str]) -> str:
    shown = [f"`{name}`" for name in names[:NAMED]]
    if len(names) > NAMED:
        shown.append(plural(len(names) - NAMED, "more endpoint"))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
