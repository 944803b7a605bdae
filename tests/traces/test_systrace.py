"""The kernel's log as text: its lines, what makes states, slices and counters of it, its pages."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.traces.model import TraceModel
from perfview.traces.readers.kernel_log.tables import state_bits
from perfview.traces.readers.systrace import Systrace
from perfview.traces.threads import ThreadState, TrackKind
from tests.traces.chrome_traces import event, read_text, rows

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces" / "catapult-project_catapult"
RUNNING, RUNNABLE, SLEEPING, BLOCKED = (
    ThreadState.RUNNING,
    ThreadState.RUNNABLE,
    ThreadState.SLEEPING,
    ThreadState.BLOCKED,
)

LOG = """\
# tracer: nop
#
#           TASK-PID    TGID   CPU#  ||||    TIMESTAMP  FUNCTION
          <idle>-0     (-----) [001] d..3    10.000100: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=my app 1 next_pid=21 next_prio=120
        my app 1-21    (   20) [001] ...1    10.000200: tracing_mark_write: B|20|draw|frame 7
        my app 1-21    (   20) [001] ...1    10.000250: tracing_mark_write: C|20|buffers|3
        my app 1-21    (   20) [001] ...1    10.000300: tracing_mark_write: E|20
        my app 1-21    (   20) [001] d..3    10.000400: sched_switch: prev_comm=my app 1 prev_pid=21 prev_prio=120 prev_state=D|K ==> next_comm=disk-0 next_pid=7 next_prio=120
          disk-0-7     (-----) [001] d..4    10.000500: sched_waking: comm=my app 1 pid=21 prio=120 target_cpu=001
          disk-0-7     (-----) [001] d..4    10.000550: cpu_idle: state=4294967295 cpu_id=1
          disk-0-7     (-----) [001] d..3    10.000600: sched_switch: prev_comm=disk-0 prev_pid=7 prev_prio=120 prev_state=R+ ==> next_comm=my app 1 next_pid=21 next_prio=120
        my app 1-21    (   20) [001] ...1    10.000650: tracing_mark_write: S|20|upload|5
          main a-20    (   20) [000] ...1    10.000700: tracing_mark_write: F|20|upload|5
          main a-20    (   20) [000] ...1    10.000710: tracing_mark_write: N|20|lane|tick
          main a-20    (   20) [000] ...1    10.000720: tracing_mark_write: just a word
"""  # noqa: E501


def read(text: str | bytes) -> tuple[TraceModel, ImportReport]:
    data = text.encode() if isinstance(text, str) else text
    source = Source.from_bytes(data)
    assert Systrace().sniff(source).certainty >= 0.5
    return Systrace().read(source, Progress())


def states(model: TraceModel) -> dict[int, list[tuple[int, int, int]]]:
    """By thread id: state, begin and duration, in µs since 10 s."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    of = model.threads.states
    for track, state, start, lasts in zip(
        of.track.tolist(), of.state.tolist(), of.start_ns, of.duration_ns, strict=True
    ):
        thread = int(model.threads.tracks.thread_id[track])
        told = (state, (int(start) - 10_000_000_000) // 1000, int(lasts) // 1000)
        found.setdefault(thread, []).append(told)
    return found


def check_log(model: TraceModel) -> None:
    assert rows(model) == [
        ("draw|frame 7", 10_000_200_000, 100_000, -1),
        ("upload", 10_000_650_000, 50_000, -1),
        ("tick", 10_000_710_000, 0, -1),
    ]
    assert states(model) == {
        21: [(RUNNING, 100, 300), (BLOCKED, 400, 100), (RUNNABLE, 500, 100), (RUNNING, 600, 0)],
        7: [(RUNNING, 400, 200), (RUNNABLE, 600, 0)],
    }
    tracks, text = model.threads.tracks, model.strings
    thread = tracks.thread_id.tolist().index(21)
    assert text[tracks.name[thread]] == "my app 1"
    assert text[tracks.process_name[tracks.process[thread]]] == "main a (pid 20)"
    kinds = tracks.kind[tracks.of_span].tolist()
    assert kinds == [TrackKind.THREAD, TrackKind.ASYNC, TrackKind.ASYNC]
    counters = model.threads.counters
    assert [text[name] for name in counters.name] == ["buffers"]
    assert counters.value.tolist() == [3.0]


def test_states_slices_and_counters() -> None:
    model, report = read(LOG)
    check_log(model)
    told = {oddity.detail: oddity.count for oddity in report.oddities}
    assert told == {
        "Kernel events “cpu_idle”: events of this kind are not read.": 1,
        "Prints of the kernel that are no marks are not read.": 1,
    }
    assert report.complete
    assert report.rows == 3


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\\n\\\n"])
def test_line_ends_of_all_kinds(ending: str) -> None:
    check_log(read(LOG.replace("\n", ending))[0])


def test_packed_and_in_utf_16() -> None:
    check_log(read(gzip.compress(LOG.encode()))[0])
    check_log(read(LOG.encode("utf-16"))[0])


def test_a_packed_log_that_breaks_off() -> None:
    long = LOG + "".join(
        f" x-{i} (   20) [000] ...1 11.{i:06}: tracing_mark_write: I|20|{i}\n" for i in range(9000)
    )
    packed = gzip.compress(long.encode())
    model, report = read(packed[: len(packed) * 2 // 3])
    assert 1000 < len(model) < 9003
    assert not report.complete
    assert report.find("truncated")


def test_a_page_with_a_list_of_processes() -> None:
    processes = (
        "PROCESS DUMP\n"
        "USER       PID  PPID     VSZ    RSS WCHAN            PC S NAME            COMM\n"
        "root         7     2       0      0 worker_thread     0 S [kworker/0:0]   kworker/0:0\n"
        "u0_a1       20     1  150000   9000 ep_poll           0 S com.shop --fast app_process\n"
        "USER       PID   TID CMD\n"
        "u0_a1       20    20 com.shop\n"
        "u0_a1       20    33 RenderThread\n"
    )
    page = (
        "<!DOCTYPE html>\n<html><head><title>Android System Trace</title></head><body>\n"
        '<script>var x = "</b>";</script>\n<!-- BEGIN TRACE -->\n'
        f'<script class="trace-data" type="application/text">\n{processes}</script>\n'
        f'<script class="trace-data" type="application/text">\n{LOG}\n'
        " new-33 [000] ...1 10.000800: tracing_mark_write: I|20|hello\n</script>\n</body></html>"
    )
    model, report = read(page)
    tracks, text = model.threads.tracks, model.strings
    names = {text[name] for name in tracks.process_name}
    assert "com.shop --fast (pid 20)" in names
    thread = tracks.thread_id.tolist().index(33)
    assert text[tracks.process_name[tracks.process[thread]]] == "com.shop --fast (pid 20)"
    assert report.rows == 4


def test_an_old_page() -> None:
    text = LOG.replace("\n", "\\n\\\n")
    page = f'<!DOCTYPE HTML><html><script>\nvar linuxPerfData = "\\\n{text}";\n</script></html>'
    check_log(read(page)[0])


def test_a_page_without_a_log_is_refused() -> None:
    page = b"<html><title>Android System Trace</title><body></body></html>"
    with pytest.raises(UnreadableInput, match="not one line"):
        read(page)


@pytest.mark.parametrize(
    "text", ["<html><body>hello</body></html>", "# a title\n\nwords - 12 [3] words\n", "{}", "a"]
)
def test_other_texts_are_not_its_own(text: str) -> None:
    assert Systrace().sniff(Source.from_bytes(text.encode())).certainty == 0


def test_lines_of_no_form_are_told() -> None:
    _, report = read(LOG + "CPU:1 [LOST 22 EVENTS]\n\n   \n")
    oddity = report.find("broken-line")
    assert oddity
    assert oddity.count == 1
    assert f"at byte {len(LOG):,} of the log" in oddity.detail


def test_events_of_the_scheduler_in_another_form_are_told() -> None:
    other = " a-5 [000] 10.0007: sched_switch: a:5 [120] S ==> swapper/0:0 [120]\n"
    other += " a-5 [000] 10.0008: sched_wakeup: b:6 [120] success=1 CPU:000\n"
    model, report = read(LOG + other)
    check_log(model)
    assert [o.count for o in report.oddities if "in another form" in o.detail] == [2]


def test_letters_of_states() -> None:
    bits = [state_bits(text) for text in (b"R", b"R+", b"S", b"D|K", b"D|W", b"Z", b"I", b"2", b"")]
    assert bits == [0, 0, 1, 2, 2, 32, 128, 2, 128]


def test_states_in_a_chrome_trace() -> None:
    events = [event("X", 1, "work", dur=2, tid=21), event("M", name="thread_name", tid=21)]
    events[1]["args"] = {"name": "Own name"}
    document = {"traceEvents": events, "systemTraceEvents": LOG}
    model, report = read_text(json.dumps(document))
    assert rows(model) == [("work", 1000, 2000, -1)]
    found = states(model)
    assert found[21] == [
        (RUNNING, 100, 300),
        (BLOCKED, 400, 100),
        (RUNNABLE, 500, 100),
        (RUNNING, 600, 0),
    ]
    tracks = model.threads.tracks
    assert sorted(tracks.thread_id.tolist()) == [7, 21]
    assert model.strings[tracks.name[tracks.thread_id.tolist().index(21)]] == "Own name"
    assert model.strings[tracks.name[tracks.thread_id.tolist().index(7)]] == "disk-0"
    assert sum(o.count for o in report.oddities if "Marks in the operating" in o.detail) == 7


def test_a_log_in_a_chrome_trace_keeps_its_time() -> None:
    mark = "a-7 [000] ...1 10.000000: tracing_mark_write: trace_event_clock_sync: parent_ts=2.5\n"
    document = {"systemTraceEvents": LOG + mark, "traceEvents": [event("X", 1, dur=2)]}
    model, report = read_text(json.dumps(document))
    assert int(model.threads.states.start_ns.min()) == 2_500_100_000
    assert sum(o.count for o in report.oddities if "Marks in the operating" in o.detail) == 7


def test_damaged_logs_are_survived() -> None:
    chance = random.Random(7)
    for _ in range(300):
        damaged = bytearray(LOG.encode())
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.choice((0, 1, 9))] = bytes(
                chance.randrange(256) for _ in range(chance.choice((0, 1, 3)))
            )
        try:
            model, report = Systrace().read(Source.from_bytes(bytes(damaged)), Progress())
        except UnreadableInput:
            continue
        assert report.rows == len(model) <= 6


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_catapults_log() -> None:
    model, report = read((CORPUS / "android_systrace.txt").read_bytes())
    assert (len(model), len(model.threads.tracks), len(model.threads.states)) == (0, 12, 113)
    assert report.oddities == []
