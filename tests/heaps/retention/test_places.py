"""How scripts are named where room is short."""

from __future__ import annotations

from perfview.heaps.retention.places import shortened


def test_a_document_in_an_address_is_not_spelled_out() -> None:
    assert shortened("data:text/html,%3Cscript%3Elet a = 1%3C%2Fscript%3E") == "data:text/html,…"
    assert shortened("file:///app/src/session.js") == "/app/src/session.js"
    assert shortened("/a" * 60).startswith("…")
    assert shortened("/a" * 60).endswith("/a/a")
