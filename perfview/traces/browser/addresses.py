"""Addresses as a page's reader knows them, and which of them are alike."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from perfview.traces.patterns.addresses import host_and_path
from perfview.traces.patterns.naming import shortened

LONGEST = 60

_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gov", "net", "ne", "or", "org"))
"""Labels under which a country's registry sells names: example.co.uk is one site, co.uk none."""


def parts_of(url: str) -> SplitResult:
    """The parts of an address; empty ones for what is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def short(url: str, page_url: str) -> str:
    """For a sentence: the path, with the host in front when that is not the page's."""
    parts, own = parts_of(url), parts_of(page_url)
    path = shortened(parts.path or "/", LONGEST)
    return path if parts.netloc == own.netloc or not parts.netloc else parts.netloc + path


def template(url: str, page_url: str) -> str:
    """The address with its ids taken out, as `short` writes it: /orders/{id}."""
    host, path = host_and_path(url)
    own = parts_of(page_url).netloc
    return path if not host or host == own else host + path


def query_names(url: str) -> tuple[str, ...]:
    """The names of the parameters, sorted, each once."""
    pairs = parts_of(url).query.split("&")
    return tuple(sorted({pair.partition("=")[0] for pair in pairs if pair}))


def query_values(url: str) -> dict[str, str]:
    """The parameters as they are written; of one that is given twice the last."""
    pairs = (pair.partition("=") for pair in parts_of(url).query.split("&") if pair)
    return {name: value for name, _, value in pairs}


def site_of(url: str) -> str:
    """The site (registrable domain) an address belongs to; a host of one label or numbers itself.

    By the commonest rules of the public suffix list (https://publicsuffix.org), not by the list.
    """
    host = parts_of(url).hostname or ""
    labels = host.split(".")
    if len(labels) < 3 or labels[-1].isdigit() or ":" in host:
        return host
    is_long = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if is_long else labels[-2:])


def is_favicon(url: str) -> bool:
    """Whether this is the icon that browsers ask for by themselves."""
    return parts_of(url).path == "/favicon.ico"
