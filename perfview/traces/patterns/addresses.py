"""Addresses that requests are sent to, without the ids that tell alike ones apart."""

from __future__ import annotations

import re

ID_SEGMENT = re.compile(r"(?<=/)(?![A-Za-z]+[0-9](?:[/?#]|\Z))[^/?#]*[0-9][^/?#]*")
"""A part of a path that holds a digit, except letters with one digit behind them: v1, oauth2."""

LONGEST_PATH = 120
"""Characters after which a path is cut short in a name."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")


def host_and_path(address: str) -> tuple[str, str]:
    """The host with its port ("" when the address is but a path) and the path, ids as `{id}`.

    Without credentials, query and fragment; the path of an absolute address is at least a slash.
    """
    absolute = _ABSOLUTE.match(address)
    rest = address[absolute.end() :] if absolute else address
    path = ID_SEGMENT.sub("{id}", re.split(r"[?#]", rest, maxsplit=1)[0])
    if len(path) > LONGEST_PATH:
        path = path[: LONGEST_PATH - 1] + "…"
    if absolute is None:
        return "", path
    return absolute[1].rpartition("@")[2], path or "/"
