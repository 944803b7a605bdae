"""What is at fault on a page, as the path by which findings of one fix are put together.

General findings (a long task, a slow interaction) have two parts: the page and who takes the time.
What says why it takes that long (a forced reflow, a synchronous request) begins with the same two
and adds a third, and so takes the general ones in (`perfview.advice.merging`).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from perfview.traces.browser.page import Page
from perfview.traces.browser.scripts import Function
from perfview.traces.browser.work import WORDS, Work


def page_part(page: Page) -> str:
    """The page, as the same path on any host and port."""
    try:
        return f"page {urlsplit(page.url).path or '/'}"
    except ValueError:
        return "page"


def function_cause(page: Page, function: Function, *why: str) -> str:
    """A function of the page, and why it takes long, if that is known."""
    return "\n".join((page_part(page), function.identity, *why))


def work_cause(page: Page, work: Work, *why: str) -> str:
    """Work of the browser for the page that no function asked for by itself."""
    return "\n".join((page_part(page), WORDS[work], *filter(None, why)))


def page_name(page: Page) -> str:
    """The page in a sentence: its host and path, or "the page"."""
    try:
        parts = urlsplit(page.url)
    except ValueError:
        return "the page"
    return (parts.netloc + parts.path).rstrip("/") or "the page"


def share_of_page(page: Page, spent_ns: float) -> float:
    """The part (0-1) of the time the page was recorded that this takes."""
    return min(1.0, max(0.0, spent_ns / max(1, page.end_ns - page.start_ns)))
