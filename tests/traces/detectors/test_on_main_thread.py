"""What the cards about the main thread say, and of which spans."""

from __future__ import annotations

from perfview.findings.finding import Severity
from perfview.traces.detectors.db_on_main_thread import DbOnMainThread
from perfview.traces.detectors.decoding_on_main_thread import DecodingOnMainThread
from perfview.traces.detectors.file_io_on_main_thread import FileIoOnMainThread
from tests.traces.labelled import Labelled

MS = 1e6


def screen(recording: Labelled, trace: int = 1, length: float = 400) -> str:
    root = recording.span(0, length, "ui.load", trace=trace, sentry__op="ui.load")
    return recording.span(0, length, "onCreate", root, trace=trace)


def read(
    recording: Labelled,
    start: float,
    end: float,
    parent: str,
    trace: int = 1,
    op: str = "file.read",
) -> str:
    return recording.span(
        start, end, "read settings", parent, trace=trace, sentry__op=op, blocked_main_thread=True
    )


def test_overlaps_count_once_and_the_saving_is_re_timed() -> None:
    recording = Labelled("android")
    view = screen(recording)
    named = {read(recording, *span, view) for span in ((0, 20), (10, 40), (100, 110))}
    read(recording, 200, 390, view, op="http.client")
    (finding,), evidence = recording.found(FileIoOnMainThread)
    assert evidence == named
    assert finding.measures[0].value == 50 * MS
    assert finding.measures[2].value == 3
    assert finding.saving is not None
    # The 10 ms before the second began may be the app's own.
    assert finding.saving.value == 40 * MS
    assert finding.severity is Severity.WARNING
    assert "onCreate" in finding.title


def test_a_span_within_another_one_is_not_counted_beside_it() -> None:
    recording = Labelled("android")
    view = screen(recording)
    outer = read(recording, 0, 12, view)
    read(recording, 1, 11, outer)
    assert recording.found(FileIoOnMainThread) == ([], set())


def test_one_card_for_one_screen_however_many_loads() -> None:
    recording = Labelled("android")
    for trace in range(1, 11):
        view = screen(recording, trace)
        read(recording, 0, 10 * trace, view, trace)
    (finding,), evidence = recording.found(FileIoOnMainThread)
    # Of ten loads those with 20 ms and more: nine spans, nearest rank of p95 is the longest.
    assert len(evidence) == 9
    assert finding.measures[0].value == 100 * MS
    assert finding.evidence.total == 9


def test_a_frozen_frame_is_critical() -> None:
    recording = Labelled("android")
    read(recording, 0, 700, screen(recording, length=900))
    assert recording.found(FileIoOnMainThread)[0][0].severity is Severity.CRITICAL
    recording = Labelled("android")
    read(recording, 0, 699, screen(recording, length=900))
    assert recording.found(FileIoOnMainThread)[0][0].severity is Severity.WARNING


def test_the_limit_can_be_moved() -> None:
    recording = Labelled("android")
    read(recording, 0, 20, screen(recording))
    assert recording.found(FileIoOnMainThread, blocked=21 * MS)[0] == []
    assert recording.found(FileIoOnMainThread, blocked=20 * MS)[0]


def test_a_server_whose_thread_is_called_main_draws_nothing() -> None:
    recording = Labelled("api")
    view = recording.request(sentry__op="http.server")
    recording.span(0, 90, "read", view, sentry__op="file.read", thread__name="main")
    assert recording.found(FileIoOnMainThread)[0] == []


def test_statements_are_told_apart_from_files_and_connections() -> None:
    recording = Labelled("android")
    view = screen(recording)
    statement = read(recording, 0, 30, view, op="db.sql.query")
    read(recording, 40, 90, view, op="db.connection")
    read(recording, 100, 190, view, op="file.read")
    assert recording.found(DbOnMainThread)[1] == {statement}


def test_a_statement_of_opentelemetry_counts_without_a_type() -> None:
    recording = Labelled("android")
    root = recording.span(0, 100, "activity")
    row = recording.query(0, 30, root, "SELECT 1", system="sqlite", blocked_main_thread=True)
    assert recording.found(DbOnMainThread)[1] == {row}


def test_kinds_of_decoding_have_cards_of_their_own() -> None:
    recording = Labelled("ios")
    view = screen(recording)
    for i, name in enumerate(("decode image", "JSONDecoder.decode", "regex search", "layout")):
        recording.span(
            50 * i, 50 * i + 40, name, view, sentry__op="function", blocked_main_thread=True
        )
    findings, evidence = recording.found(DecodingOnMainThread)
    assert len(findings) == 3
    assert len(evidence) == 3
    assert len({finding.id for finding in findings}) == 3
