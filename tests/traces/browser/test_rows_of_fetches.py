"""Which requests of a page's script wait for one another for nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from perfview.traces.browser.page import page_of
from perfview.traces.browser.requests import requests_of
from perfview.traces.browser.rows_of_fetches import rows_of_fetches
from tests.traces.browser.network import SITE, NetworkRecording

Ask = Callable[[NetworkRecording], object]


def rows(recording: NetworkRecording, gap_ms: float = 100) -> list[list[str]]:
    study = recording.study()
    page, requests = page_of(study), requests_of(study)
    assert page is not None
    found = rows_of_fetches(requests, page, gap_ms * 1e6)
    return [[requests.url[i].removeprefix(SITE) for i in row] for row in found]


def one_after_another(*urls: str, each: float = 100, pause: float = 10) -> NetworkRecording:
    recording = NetworkRecording()
    at = 100.0
    for url in urls:
        recording.ask(url, at, at + each)
        at += each + pause
    return recording


def test_different_addresses_one_after_another() -> None:
    recording = one_after_another("/user", "/cart?d=200", "/news?d=250")
    assert rows(recording) == [["/user", "/cart?d=200", "/news?d=250"]]


def test_the_next_may_begin_when_the_headers_are_there() -> None:
    recording = NetworkRecording()
    recording.ask("/a", 100, 180, headers=150)
    recording.ask("/b", 155, 240, headers=230)
    assert rows(recording) == [["/a", "/b"]]


@pytest.mark.parametrize(
    "urls",
    [
        ("/user", "/orders/77"),
        ("/list", "/detail?order_id=9"),
        ("/first", "/next?cursor=abc"),
        ("/first", "/next?state=f3a9c2d417be"),
        ("/session", "/orders"),
        ("/login", "/profile"),
        ("/me", "/me"),
        ("/node/17", "/node/42"),
    ],
)
def test_what_seems_to_need_an_answer_is_no_row(urls: tuple[str, ...]) -> None:
    assert rows(one_after_another(*urls)) == []


def test_an_id_that_was_known_before_needs_no_answer() -> None:
    recording = one_after_another("/orders/77", "/invoices/77")
    assert rows(recording) == [["/orders/77", "/invoices/77"]]


def test_three_of_a_kind_are_a_row() -> None:
    assert rows(one_after_another("/part/1", "/part/2", "/part/3")) == [
        ["/part/1", "/part/2", "/part/3"]
    ]


@pytest.mark.parametrize(
    "between",
    [
        lambda r: r.ask("/save", 205, 290, method="POST"),
        lambda r: r.ask("/gone", 205, 290, status=404),
        lambda r: r.ask("/beside", 150, 290),
    ],
    ids=["a write", "a failure", "one beside them"],
)
def test_what_breaks_a_row(between: Ask) -> None:
    recording = NetworkRecording()
    recording.ask("/a", 100, 200)
    between(recording)
    recording.ask("/b", 300, 400)
    assert rows(recording, gap_ms=50) == []


def test_a_pause_ends_a_row() -> None:
    assert rows(one_after_another("/a", "/b", pause=100)) == [["/a", "/b"]]
    assert rows(one_after_another("/a", "/b", pause=102)) == []
