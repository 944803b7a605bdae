"""Perfetto's sequences: numbered names, defaults, lost packets, clocks, old ways to tell time."""

from __future__ import annotations

import pytest

from tests.kernels import wire
from tests.traces import perfetto_wire as p

THREAD = p.thread(7, 5, 11, "main")
CATEGORY, NAME = 1, 2


def numbered(iid: int, kind: int = p.INSTANT) -> bytes:
    return p.event(kind, "", wire.number(10, iid), track=7)


def names(*packets: bytes) -> list[str]:
    return [name for name, *_ in p.slices(p.read(*packets)[0].model)]


def test_numbers_mean_what_their_sequence_last_said() -> None:
    first = p.interned((NAME, 1, "one"), (NAME, 2, "two"))
    assert names(
        p.packet(THREAD, first, flags=p.CLEARED),
        p.packet(p.interned((NAME, 1, "uno")), flags=p.CLEARED, sequence=2),
        p.packet(numbered(1), time=1),
        p.packet(numbered(1), time=2, sequence=2),
        p.packet(numbered(2), time=3, sequence=2),
        p.packet(p.interned((NAME, 1, "ONE"), (NAME, 900_000_000_000, "far")), flags=p.CLEARED),
        p.packet(numbered(1), time=4),
        p.packet(numbered(2), time=5),
        p.packet(numbered(900_000_000_000), time=6),
    ) == ["one", "uno", "", "ONE", "", "far"]


def test_the_first_meaning_of_a_number_counts_even_for_what_came_before_it() -> None:
    assert names(
        p.packet(THREAD, flags=p.CLEARED),
        p.packet(numbered(1), time=1),
        p.packet(p.interned((NAME, 1, "one"))),
        p.packet(p.interned((NAME, 1, "other"))),
        p.packet(numbered(1), time=2),
    ) == ["one", "one"]


def test_categories_are_joined() -> None:
    words = p.interned((CATEGORY, 1, "a"), (CATEGORY, 2, "b"))
    two = wire.number(3, 1) + wire.number(3, 2)
    study, _ = p.read(
        p.packet(THREAD, words, flags=p.CLEARED),
        p.packet(p.event(p.INSTANT, "x", wire.number(3, 2), track=7), time=1),
        p.packet(p.event(p.INSTANT, "y", two, track=7, category="c"), time=2),
        p.packet(p.event(p.INSTANT, "z", two, track=7), time=3),
    )
    tracks = study.model.threads.tracks
    assert [study.model.strings[i] for i in tracks.category] == ["b", "a,b,c", "a,b"]


def test_packets_that_need_a_lost_state_are_left_out_and_told() -> None:
    study, report = p.read(
        p.packet(THREAD, p.interned((NAME, 1, "one")), flags=p.CLEARED),
        p.packet(numbered(1), time=1, flags=p.NEEDED),
        p.packet(numbered(1), time=2, flags=p.NEEDED, dropped=True),
        p.packet(p.interned((NAME, 1, "unheard"))),
        p.packet(p.event(p.INSTANT, "plain", track=7), time=3),
        p.packet(numbered(1), time=4, flags=p.NEEDED, sequence=2),
        p.packet(p.interned((NAME, 1, "new")), flags=p.CLEARED, dropped=True),
        p.packet(numbered(1), time=5, flags=p.NEEDED),
    )
    assert [name for name, *_ in p.slices(study.model)] == ["one", "plain", "new"]
    assert p.oddities(report)["lost-state"] == 2


def test_defaults_hold_until_the_state_begins_anew() -> None:
    study, _ = p.read(
        p.packet(THREAD, p.thread(8, 5, 12, "other"), sequence=9),
        p.packet(p.thread(8, 5, 12, "other")),
        p.packet(p.defaults(track=7), flags=p.CLEARED),
        p.packet(p.event(p.INSTANT, "a"), time=1),
        p.packet(p.defaults(track=8)),
        p.packet(p.event(p.INSTANT, "b"), time=2),
        p.packet(p.event(p.INSTANT, "c"), flags=p.CLEARED, time=3),
    )
    assert p.track_names(study.model) == ["main", "other", "Default Track"]


def test_clocks_are_converted_by_the_last_snapshot_before() -> None:
    own = p.incremental(64, 20)
    study, report = p.read(
        p.packet(THREAD),
        p.packet(p.snapshot((p.BOOT, 1_000), (p.MONOTONIC, 400))),
        p.packet(p.snapshot((p.BOOT, 11_000), (p.MONOTONIC, 9_400))),
        p.packet(p.snapshot((p.MONOTONIC, 20_000), own=(own,)), flags=p.CLEARED, sequence=2),
        p.packet(p.defaults(clock=64), sequence=2),
        p.packet(p.event(p.INSTANT, "boot", track=7), time=5_000),
        p.packet(p.event(p.INSTANT, "early", track=7), time=100, clock=p.MONOTONIC),
        p.packet(p.event(p.INSTANT, "between", track=7), time=500, clock=p.MONOTONIC),
        p.packet(p.event(p.INSTANT, "late", track=7), time=9_500, clock=p.MONOTONIC),
        p.packet(p.event(p.INSTANT, "step", track=7), time=1, sequence=2),
        p.packet(p.event(p.INSTANT, "step", track=7), time=2, sequence=2),
        p.packet(p.event(p.INSTANT, "nowhen", track=7), time=2, clock=5),
        p.packet(p.event(p.INSTANT, "never", track=7)),
    )
    starts = [(name, start) for name, start, *_ in p.slices(study.model)]
    assert starts == [
        ("boot", 5_000),
        ("early", 700),
        ("between", 1_100),
        ("late", 11_100),
        ("step", 22_600),
        ("step", 24_600),
    ]
    assert p.oddities(report)["no-time"] == 2


def test_without_snapshots_times_are_taken_as_they_are() -> None:
    study, report = p.read(
        p.packet(THREAD), p.packet(p.event(p.INSTANT, "x", track=7), time=5, clock=p.MONOTONIC)
    )
    assert study.model.start_ns.tolist() == [5]
    assert not report.oddities


def test_a_primary_clock_is_the_recordings_own() -> None:
    study, _ = p.read(
        p.packet(THREAD),
        p.packet(p.snapshot((p.BOOT, 1_000), (p.MONOTONIC, 400), primary=p.MONOTONIC)),
        p.packet(p.event(p.INSTANT, "x", track=7), time=700),
        p.packet(p.event(p.INSTANT, "y", track=7), time=1_700, clock=p.BOOT),
    )
    assert study.model.start_ns.tolist() == [700, 1_100]


def test_skipped_packets_do_not_move_a_sequences_clock() -> None:
    own = p.incremental(64, 0, unit=1)
    study, _ = p.read(
        p.packet(THREAD),
        p.packet(p.snapshot((p.BOOT, 0), own=(own,)), flags=p.CLEARED, sequence=2),
        p.packet(p.defaults(clock=64, track=7), sequence=2),
        p.packet(p.event(p.INSTANT, "a"), time=5, sequence=2),
        p.packet(
            p.event(p.INSTANT, "b"), time=100, sequence=2, dropped=True, flags=p.NEEDED, clock=64
        ),
        p.packet(p.event(p.INSTANT, "c", track=7), time=1, sequence=2, clock=64),
    )
    assert study.model.start_ns.tolist() == [5, 6]


def test_old_events_tell_the_time_since_their_threads_reference() -> None:
    described = wire.number(1, 5) + wire.number(2, 11) + wire.number(6, 1_000)
    study, report = p.read(
        p.packet(wire.chunk(44, described), flags=p.CLEARED),
        p.packet(p.event(p.INSTANT, "a", wire.number(1, 10))),
        p.packet(p.event(p.INSTANT, "b", wire.number(1, 5))),
        p.packet(p.event(p.INSTANT, "once", wire.number(16, 7))),
        p.packet(p.event(p.INSTANT, "c", wire.number(1, 1)), flags=p.NEEDED),
        p.packet(p.event(p.INSTANT, "lost", wire.number(1, 1)), dropped=True),
    )
    assert [(name, start) for name, start, *_ in p.slices(study.model)] == [
        ("a", 1_010_000),
        ("b", 1_015_000),
        ("once", 7_000),
        ("c", 1_016_000),
    ]
    assert p.oddities(report)["no-time"] == 1


def test_sums_of_counters_begin_anew_with_the_state() -> None:
    def value(number: int, time: int, sequence: int, flags: int = 0) -> bytes:
        fields = p.event(p.COUNTER, "", wire.number(30, number), track=30)
        return p.packet(fields, time=time, sequence=sequence, flags=flags)

    study, _ = p.read(
        p.packet(p.counter(30, 0, "n", wire.number(5, 1)), flags=p.CLEARED),
        value(100, 1, 1),
        value(50, 2, 2),
        value(10, 3, 1),
        value(5, 4, 2),
        value(1, 5, 1, p.CLEARED),
        value(2, 6, 1),
    )
    assert study.model.threads.counters.value.tolist() == [100, 50, 110, 55, 1, 3]


@pytest.mark.parametrize("time", [1 << 62, 1 << 63, (1 << 63) + 9])
def test_times_beyond_reason_are_left_out(time: int) -> None:
    study, report = p.read(
        p.packet(THREAD),
        p.packet(p.event(p.INSTANT, "x", track=7), time=time),
        p.packet(p.event(p.INSTANT, "y", track=7), time=5),
    )
    assert study.model.start_ns.tolist() == [5]
    assert p.oddities(report)["no-time"] == 1
