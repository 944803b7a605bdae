"""The one sentence a document opens with."""

from __future__ import annotations

from collections.abc import Sequence

from perfview.advice.reach import other_requests
from perfview.advice.recommendation import Recommendation
from perfview.findings.finding import Severity
from perfview.findings.quantities import number, plural

MOST_NAMED = 4
"""Of what was looked for in vain; a sentence has room for no more."""


def verdict(recommendations: Sequence[Recommendation], looked_for: Sequence[str]) -> str:
    """What is wrong and what the first fix saves, or that nothing stands out.

    The best recommendation that is more than a note speaks, in its leading finding's own words.
    `looked_for` are the detectors' titles.
    """
    for recommendation in recommendations:
        if recommendation.severity is not Severity.INFO:
            return _sentence(_told(recommendation))
    notes = f"; {plural(len(recommendations), 'note')} below" if recommendations else ""
    looked = f"; looked for {_series(looked_for)}" if looked_for else ""
    return f"Nothing stands out{notes}{looked}."


def _told(recommendation: Recommendation) -> str:
    """The leading finding's words, and how many endpoints beside its own the fix helps."""
    text = recommendation.findings[0].verdict or recommendation.title
    others = len(other_requests(recommendation.findings))
    return f"{text}; the same fix helps {plural(others, 'more endpoint')}" if others else text


def _series(titles: Sequence[str]) -> str:
    """All when they are few, else the first ones and how many more."""
    names = [_inside_sentence(title) for title in titles]
    if len(names) > MOST_NAMED + 1:
        names = [*names[:MOST_NAMED], f"{number(len(names) - MOST_NAMED)} more things"]
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"


def _inside_sentence(title: str) -> str:
    """`Slow query` as `slow query`; `N+1 calls` and `HTTP errors` as they are."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
