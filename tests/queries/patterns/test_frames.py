"""Which frame of a stack trace asks."""

from perfview.queries.patterns.frames import own_frame
from perfview.queries.readers.lists.callers import frames


def test_what_was_thrown_is_no_frame() -> None:
    stack = "Error: no row for a@b.c\n    at auditFor (/srv/audit.js:5:9)\n    at run (/srv/i.js:1)"
    assert own_frame(stack) == "auditFor (/srv/audit.js:5:9)"


def test_no_stack_is_no_text() -> None:
    assert frames(b"null") == ""
    assert frames(b"at one (/a.js:1)") == "at one (/a.js:1)"
