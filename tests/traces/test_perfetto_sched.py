"""What Perfetto recordings say of the Linux scheduler, and the marks of Android and of drivers."""

from __future__ import annotations

import pytest

from perfview.traces.study import Study
from perfview.traces.threads import ThreadState
from tests.kernels import wire
from tests.traces import perfetto_wire as p

R, S, D = 0, 1, 2
RUNNING, RUNNABLE, SLEEPING, BLOCKED = (
    ThreadState.RUNNING,
    ThreadState.RUNNABLE,
    ThreadState.SLEEPING,
    ThreadState.BLOCKED,
)


def bundle(cpu: int, *fields: bytes) -> bytes:
    return p.packet(wire.chunk(1, wire.number(1, cpu) + b"".join(fields)))


def kernel(time: int, tid: int, kind: int, content: bytes) -> bytes:
    return wire.chunk(2, wire.number(1, time) + wire.number(2, tid) + wire.chunk(kind, content))


def switch(time: int, leaves: int, state: int, comes: int, name: str = "") -> bytes:
    content = wire.number(2, leaves) + wire.number(4, state) + wire.number(6, comes)
    return kernel(time, leaves, 4, content + (p.text(5, name) if name else b""))


def waking(time: int, tid: int, name: str = "") -> bytes:
    return kernel(time, 1, 20, wire.number(2, tid) + (p.text(1, name) if name else b""))


def compact(
    switches: list[tuple[int, int, int, int]], wakings: list[tuple[int, int, int]], *names: str
) -> bytes:
    """(time, state, thread, name) and (time, thread, name), times absolute."""

    def packed(field: int, values: list[int]) -> bytes:
        return wire.chunk(field, b"".join(wire.varint(v) for v in values))

    def steps(times: list[int]) -> list[int]:
        return [b - a for a, b in zip([0, *times], times, strict=False)]

    content = b"".join(p.text(5, name) for name in names)
    columns = list(zip(*switches, strict=True)) or [(), (), (), ()]
    content += packed(1, steps(list(columns[0])))
    content += packed(2, list(columns[1])) + packed(3, list(columns[2]))
    content += packed(6, list(columns[3]))
    columns = list(zip(*wakings, strict=True)) or [(), (), ()]
    content += packed(7, steps(list(columns[0]))) + packed(8, list(columns[1]))
    content += packed(11, list(columns[2]))
    return wire.chunk(4, content)


def states(study: Study) -> dict[int, list[tuple[ThreadState, int, int, int]]]:
    """By thread id: (state, start, duration, processor)."""
    tracks, found = study.model.threads.tracks, study.model.threads.states
    lives: dict[int, list[tuple[ThreadState, int, int, int]]] = {}
    for i in range(len(found)):
        lives.setdefault(int(tracks.thread_id[found.track[i]]), []).append(
            (
                ThreadState(found.state[i]),
                int(found.start_ns[i]),
                int(found.duration_ns[i]),
                int(found.processor[i]),
            )
        )
    return lives


LIVES = {
    21: [(RUNNING, 10, 10, 0), (SLEEPING, 20, 15, -1), (RUNNABLE, 35, 5, -1), (RUNNING, 40, 20, 0)],
    22: [(RUNNING, 20, 20, 0), (BLOCKED, 40, 20, -1)],
}


def test_switches_and_wakings_tell_what_threads_did() -> None:
    study, report = p.read(
        bundle(
            0,
            switch(10, 0, R, 21, "worker"),
            switch(20, 21, S, 22, "disk"),
            waking(35, 21),
            waking(36, 21),
            waking(37, 22),
            switch(40, 22, D, 21),
            switch(60, 21, R, 0),
        )
    )
    assert states(study) == LIVES | {21: [*LIVES[21], (RUNNABLE, 60, 0, -1)]}
    tracks = study.model.threads.tracks
    assert {study.model.strings[i] for i in tracks.name} == {"worker", "disk"}
    assert not report.oddities


def test_compact_events_tell_the_same() -> None:
    switches = [(10, R, 21, 0), (20, S, 22, 1), (40, D, 21, 0), (60, R, 0, 2)]
    study, report = p.read(
        bundle(0, compact(switches[:2], [(35, 21, 0)], "worker", "disk", "idle")),
        bundle(0, compact(switches[2:], [], "worker", "disk", "idle")),
    )
    assert states(study) == LIVES | {21: [*LIVES[21], (RUNNABLE, 60, 0, -1)]}
    assert not report.oddities


def test_processors_are_told_apart_and_bundles_may_come_late() -> None:
    study, _ = p.read(
        bundle(1, compact([(30, S, 5, 0), (50, S, 0, 0)], [], "a")),
        bundle(0, compact([(10, S, 4, 0), (20, S, 0, 0)], [], "b")),
    )
    assert states(study) == {
        4: [(RUNNING, 10, 10, 0), (SLEEPING, 20, 30, -1)],
        5: [(RUNNING, 30, 20, 1), (SLEEPING, 50, 0, -1)],
    }


def test_states_stand_with_the_slices_of_their_thread() -> None:
    study, _ = p.read(
        p.packet(p.thread(7, 5, 21, "main")),
        p.packet(p.event(p.BEGIN, "x", track=7), time=5),
        p.packet(p.event(p.END, track=7), time=50),
        bundle(0, switch(10, 0, R, 21), switch(20, 21, S, 0)),
    )
    assert len(study.model.threads.tracks) == 1
    assert [state for state, *_ in states(study)[21]] == [RUNNING, SLEEPING]


def test_compact_columns_of_unequal_length_count_as_far_as_all_go() -> None:
    uneven = wire.chunk(1, b"\1\2\3") + wire.chunk(2, b"\0\0") + wire.chunk(3, b"\5\6")
    uneven += wire.chunk(6, b"\x63\x63") + wire.chunk(7, b"\1")
    study, _ = p.read(bundle(0, wire.chunk(4, uneven)))
    assert sorted(states(study)) == [5, 6]


def test_processes_are_known_by_the_process_tree() -> None:
    shop = wire.number(1, 20) + p.text(3, "/bin/shop") + p.text(3, "--fast")
    tree = wire.chunk(1, shop) + wire.chunk(2, wire.number(1, 21) + wire.number(5, 20))
    study, _ = p.read(p.packet(wire.chunk(2, tree)), bundle(0, switch(10, 0, R, 21)))
    tracks = study.model.threads.tracks
    assert study.model.strings[tracks.process_name[tracks.process[0]]] == "/bin/shop (pid 20)"


def test_marks_of_android_are_slices_and_counters() -> None:
    def said(time: int, line: str) -> bytes:
        return kernel(time, 21, 3, p.text(2, line))

    study, _ = p.read(
        p.packet(p.thread(7, 20, 21, "main")),
        bundle(
            0,
            said(10, "B|20|draw\n"),
            said(15, "C|20|frames|3\n"),
            said(20, "E|20\n"),
            said(25, "S|20|load|9\n"),
            said(35, "F|20|load|9\n"),
            said(40, "C|20|frames|-4\n"),
            said(41, "hello world"),
            kernel(50, 21, 349, wire.number(1, 20) + p.text(4, "gpu") + wire.number(5, 66)),
            kernel(60, 21, 349, wire.number(1, 20) + wire.number(5, 69)),
        ),
    )
    model = study.model
    assert p.slices(model) == [("draw", 10, 10, ""), ("load", 25, 10, ""), ("gpu", 50, 10, "")]
    assert p.track_names(model) == ["main", "load", "main"]
    counters = model.threads.counters
    assert [model.strings[i] for i in counters.name] == ["frames"]
    assert (counters.time_ns.tolist(), counters.value.tolist()) == ([15, 40], [3, -4])


@pytest.mark.parametrize("cpu", [5000, (1 << 31) + 7])
def test_processors_that_cannot_be_are_left_out(cpu: int) -> None:
    study, _ = p.read(bundle(cpu, switch(10, 0, R, 21)))
    assert len(study.model.threads.states) == 0
