"""Findings that one fix would settle, put together.

A finding's cause is a path from general to particular: what was asked for, the operation, what is
wrong there. Three rules follow. Equal causes are one thing to do. Full causes that differ only in
what was asked for are one thing to do as well: the place to change is the same. And a general
finding whose cause begins a particular one's joins it where that explains a fair part of it: that
an endpoint is above its limit is not a second thing to do beside its N+1. A general finding about
the very spans of a particular one joins it as well where that explains as much of it or is as
grave: where the time goes has then been said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from perfview.advice.worth import relative_gain, worth
from perfview.findings.finding import Finding, Severity

FULL = 3
"""Parts of a cause that names the request, the operation and the trouble."""

EXPLAINS = 0.10
"""The part of the request a particular finding must save to take the general one in."""

SAME_SPANS = 0.9
"""The part of a general finding's evidence that must be a particular one's."""

Path = tuple[str, ...]


@dataclass
class _Group:
    path: Path
    findings: list[Finding]


def merge(findings: list[Finding]) -> list[list[Finding]]:
    """Groups of findings, each led by the most particular one, then the most worthwhile."""
    groups = _alike(findings)
    groups.sort(key=lambda group: -len(group.path))
    kept: list[_Group] = []
    for group in groups:
        host = _host(group, kept)
        if host is None:
            kept.append(group)
        else:
            host.findings += group.findings
    return [_led(group.findings) for group in kept]


def cause_path(finding: Finding) -> Path:
    """The cause in its parts; a finding without one stands alone."""
    return tuple((finding.cause or f"{finding.detector}\n{finding.entity}").split("\n"))


def _alike(findings: list[Finding]) -> list[_Group]:
    found: dict[Path, _Group] = {}
    for finding in findings:
        path = cause_path(finding)
        identity = path[1:] if len(path) == FULL else ("", *path)
        found.setdefault(identity, _Group(path, [])).findings.append(finding)
    return list(found.values())


def _host(group: _Group, kept: list[_Group]) -> _Group | None:
    """The most worthwhile group that is more particular, for the same thing, and explains it."""
    hosts = [
        (worth(finding), place)
        for place, host in enumerate(kept)
        for finding in host.findings
        if (_begins(group.path, cause_path(finding)) and relative_gain(finding) >= EXPLAINS)
        or _is_about(group, finding)
    ]
    return kept[max(hosts)[1]] if hosts else None


def _begins(general: Path, particular: Path) -> bool:
    return len(general) < len(particular) and particular[: len(general)] == general


def _is_about(group: _Group, particular: Finding) -> bool:
    """Whether general findings tell of nothing but spans that the particular one tells of, which
    explains a fair part of it or is as grave."""
    if len(group.path) != FULL - 1 or len(cause_path(particular)) != FULL:
        return False
    gravest = max(finding.severity.rank for finding in group.findings)
    if relative_gain(particular) < EXPLAINS and particular.severity.rank < max(gravest, 1):
        return False
    ours = particular.evidence.rows
    return all(
        len(rows) > 0
        and finding.cause
        and bool((ours == rows[0]).any())
        and float(np.isin(rows, ours).mean()) >= SAME_SPANS
        for finding, rows in ((finding, finding.evidence.rows) for finding in group.findings)
    )


def _led(findings: list[Finding]) -> list[Finding]:
    """The most particular first, then the most worthwhile; a note never leads what is graver."""

    def place(finding: Finding) -> tuple[bool, int, float]:
        return finding.severity is Severity.INFO, -len(cause_path(finding)), -worth(finding)

    return sorted(findings, key=place)
