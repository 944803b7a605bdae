"""Files of trace events: what their beginnings tell, to whichever pillar reads them.

Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import re

from perfview.recording.json_columns import Split
from perfview.recording.json_keys import own_keys

LIST = re.compile(rb'"traceEvents"\s*:\s*\[')
"""Where an object's events begin."""

_FIRST_KEY = re.compile(rb'\s*\{\s*"(\w+)"\s*:')

_EVENT = re.compile(rb'"ph"\s*:\s*"\w"')
_AROUND = {"traceEvents", "metadata", "displayTimeUnit", "otherData", "stackFrames"}

_FLAT = rb'(?=[^{}]*"ph"\s*:)'
"""An event told from an object inside another one by its phase, before anything nested."""


def text_of(head: bytes) -> bytes:
    """A file's first bytes without what may stand before the first bracket."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")


def document_splits(head: bytes) -> tuple[Split, ...]:
    """Where a second worker may begin: at something that starts as the file's first event does."""
    text = text_of(head)
    listed = LIST.search(text)
    path = "[]" if text.startswith(b"[") else "traceEvents[]"
    start = 1 if text.startswith(b"[") else (listed.end() if listed else 0)
    key = _FIRST_KEY.match(text, start)
    if not start or not key:
        return ()
    begin = rb'\}\s*,\s*(\{)\s*"' + key[1] + rb'"\s*:'
    anywhere = Split(re.compile(begin), path)
    if key[1] == b"args":
        return (anywhere,)
    return Split(re.compile(begin + _FLAT), path), anywhere


def has_events(text: bytes, tail: bytes) -> bool:
    """Whether these are trace events, as far as a file's beginning and end tell."""
    if text.startswith(b"["):
        inner = text[1:].lstrip()
        return inner.startswith(b"{") and bool(_EVENT.search(text) or _EVENT.search(tail))
    if not text.startswith(b"{"):
        return False
    if LIST.search(text) or LIST.search(tail):
        return True
    return bool(_EVENT.search(tail)) and bool(set(own_keys(text)) & _AROUND)
