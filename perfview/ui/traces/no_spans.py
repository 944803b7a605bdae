"""What the pictures of a recording without spans show."""

from __future__ import annotations

from perfview.ui.widgets.empty import Empty


def no_spans(sentence: str) -> Empty:
    """`sentence` says what is missing; what to look after follows."""
    return Empty(sentence, "Was tracing switched on while requests came in?", icon="file")
