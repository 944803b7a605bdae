"""What helps against something a program spends its time on, in the language it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfview.findings.finding import Effort, Example
from perfview.profiles.patterns.ecosystems import Ecosystem


@dataclass(frozen=True)
class Remedy:
    """how: a sentence for people. removes: the parts (0-1) of the cost that go away at least,
    probably and at most; rule: where these come from. before, after: code, "" for none."""

    how: str
    removes: tuple[float, float, float]
    rule: str
    before: str = ""
    after: str = ""
    effort: Effort = Effort.SMALL

    def example(self, language: Ecosystem | None, place: str) -> Example | None:
        """The code in the language's name for highlighting."""
        if not self.before or language is None:
            return None
        return Example(self.before, self.after, HIGHLIGHTED.get(language, str(language)), place)


HIGHLIGHTED = {Ecosystem.DOTNET: "csharp"}

Remedies = Mapping[Ecosystem | None, Remedy]
"""By language; None for any other."""


def remedy_for(remedies: Remedies, language: Ecosystem | None) -> Remedy:
    """The remedy in this language, else the one for any."""
    return remedies.get(language) or remedies[None]
