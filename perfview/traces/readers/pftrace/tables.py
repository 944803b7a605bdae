"""The tables the walker fills from a Perfetto recording, one row a message or repeated value.

Rows of details name the row they belong to (`packet`, `event`, `bundle`); everything stands in the
order of the file, so details of one owner are neighbours. What refers to names by number (`iid`)
is resolved afterwards, when all definitions are known.
"""

from __future__ import annotations

import numpy as np

from perfview.kernels.layout import Column, Layout, Table, key, link, text

PACKETS, EVENTS, LEGACY = "packets", "events", "legacy"
CATEGORIES, CATEGORY_TEXTS, ANNOTATIONS = "categories", "category_texts", "annotations"
NUMBERS, NUMBER_TRACKS, FLOWS, OLD_TIMES = "numbers", "number_tracks", "flows", "old_times"
PLACES, MESSAGES = "places", "messages"
NAMES, KEY_NAMES, LOCATIONS = "names", "key_names", "locations"
DEFAULTS, DEFAULT_TRACKS, CLOCKS, SNAPSHOTS = "defaults", "default_tracks", "clocks", "snapshots"
DESCRIPTORS, THREADS, PROCESSES = "descriptors", "threads", "processes"
TREE_PROCESSES, TREE_THREADS, CMDLINES = "tree_processes", "tree_threads", "cmdlines"
BUNDLES, KERNEL_EVENTS, SWITCHES, WAKINGS = "bundles", "kernel_events", "switches", "wakings"
MARKS, MARK_RECORDS, COMPACT = "marks", "mark_records", "compact"
SAMPLES, PROFILE_SAMPLES = "samples", "profile_samples"
EXTENSIONS = "extensions"
COMPACT_COLUMNS = (
    "switch_time",
    "switch_state",
    "switch_thread",
    "switch_name",
    "waking_time",
    "waking_thread",
    "waking_name",
)
COMPACT_NAMES = "compact_names"

NOT_GIVEN = -(1 << 63)
"""What stands in a column of 64 bits for a field the file does not have."""


def _wide(name: str, default: int = 0) -> Column:
    return Column(name, np.int64, default)


def _half(name: str, default: int = 0) -> Column:
    return Column(name, np.int32, default)


def _small(name: str) -> Column:
    return Column(name, np.uint8, 0)


_PACKET = link("packet", PACKETS)
_EVENT = link("event", EVENTS)

_PACKET_COLUMNS = (
    _wide("time", NOT_GIVEN),
    _half("clock"),
    _half("sequence"),
    _half("flags"),
    _half("dropped"),
    _half("content"),
    _small("cleared"),
)
_EVENT_COLUMNS = (
    _wide("track", NOT_GIVEN),
    _wide("name_iid"),
    link("first_annotation", ANNOTATIONS, np.int64),
    text("name"),
    _PACKET,
    _small("type"),
)
_LEGACY_COLUMNS = (
    _wide("name_iid"),
    _wide("duration_us", NOT_GIVEN),
    _wide("unscoped_id", NOT_GIVEN),
    _wide("local_id", NOT_GIVEN),
    _wide("global_id", NOT_GIVEN),
    _wide("bind_id", NOT_GIVEN),
    _half("phase"),
    _half("process_id", -1),
    _half("thread_id", -1),
    text("id_scope"),
    _EVENT,
    _small("flow_direction"),
    _small("instant_scope"),
    _small("bind_to_enclosing"),
)
_DESCRIPTOR_COLUMNS = (
    _wide("uuid", NOT_GIVEN),
    _wide("parent"),
    _wide("multiplier"),
    _wide("thread_id", NOT_GIVEN),
    _wide("reference_us"),
    text("name"),
    text("thread_name"),
    text("process_name"),
    text("unit_name"),
    _half("process_id", -1),
    _half("thread_process", -1),
    _half("thread_type"),
    _half("process_type"),
    _half("rank"),
    _PACKET,
    _small("is_counter"),
    _small("is_state"),
    _small("unit"),
    _small("counter_type"),
    _small("is_incremental"),
)

PERFETTO_LAYOUT = Layout(
    tables=(
        Table(PACKETS, _PACKET_COLUMNS, resumable=True),
        Table(EVENTS, _EVENT_COLUMNS, resumable=True),
        Table(LEGACY, _LEGACY_COLUMNS),
        Table(CATEGORIES, (_wide("iid"), _EVENT)),
        Table(CATEGORY_TEXTS, (text("text"), _EVENT)),
        Table(
            ANNOTATIONS,
            (Column("reference", np.uint64, 0), _wide("name_iid"), _wide("text_iid"), key("key")),
        ),
        Table(NUMBERS, (_wide("value"), _EVENT, _small("kind"))),
        Table(NUMBER_TRACKS, (_wide("uuid"), _EVENT, _small("kind"))),
        Table(FLOWS, (_wide("id"), _EVENT, _small("kind"))),
        Table(OLD_TIMES, (_wide("value_us"), _EVENT, _small("kind"))),
        Table(PLACES, (_wide("iid"), _EVENT, _small("kind"))),
        Table(MESSAGES, (_wide("body_iid"), _EVENT)),
        Table(NAMES, (_wide("iid"), text("text"), _PACKET, _small("kind"))),
        Table(
            KEY_NAMES,
            (_wide("iid"), Column("reference", np.uint64, 0), key("key"), _PACKET, _small("kind")),
        ),
        Table(
            LOCATIONS,
            (
                _wide("iid"),
                Column("file", np.uint64, 0),
                Column("function", np.uint64, 0),
                Column("line", np.uint64, 0),
                _PACKET,
            ),
        ),
        Table(DEFAULTS, (_wide("track", NOT_GIVEN), _half("clock"), _PACKET)),
        Table(DEFAULT_TRACKS, (_wide("uuid"), link("defaults", DEFAULTS), _small("kind"))),
        Table(
            CLOCKS,
            (_wide("time"), _wide("unit", 1), _half("clock"), _PACKET, _small("is_incremental")),
        ),
        Table(SNAPSHOTS, (_half("primary"), _PACKET)),
        Table(DESCRIPTORS, _DESCRIPTOR_COLUMNS),
        Table(
            THREADS,
            (
                _wide("thread_id", NOT_GIVEN),
                _wide("reference_us"),
                text("name"),
                _half("process_id", -1),
                _half("thread_type"),
                _PACKET,
            ),
        ),
        Table(PROCESSES, (text("name"), _half("process_id", -1), _half("process_type"), _PACKET)),
        Table(TREE_PROCESSES, (_half("process_id", -1), _PACKET)),
        Table(TREE_THREADS, (text("name"), _half("thread_id", -1), _half("process_id", -1))),
        Table(CMDLINES, (text("text"), link("process", TREE_PROCESSES))),
        Table(BUNDLES, (_half("processor", -1), _half("clock"), _PACKET)),
        Table(
            KERNEL_EVENTS,
            (_wide("time"), _half("thread_id"), _half("kind"), link("bundle", BUNDLES)),
        ),
        Table(
            SWITCHES,
            (
                _wide("state"),
                text("from_name"),
                text("to_name"),
                _half("from_thread"),
                _half("to_thread"),
                link("event", KERNEL_EVENTS),
            ),
        ),
        Table(WAKINGS, (text("name"), _half("thread_id"), link("event", KERNEL_EVENTS))),
        Table(MARKS, (text("text"), link("event", KERNEL_EVENTS))),
        Table(
            MARK_RECORDS,
            (
                _wide("value"),
                text("name"),
                _half("process_id"),
                _half("letter"),
                link("event", KERNEL_EVENTS),
            ),
        ),
        Table(
            COMPACT,
            (
                *(link(name, f"compact_{name}", np.int64) for name in COMPACT_COLUMNS),
                link("names", COMPACT_NAMES, np.int64),
                link("bundle", BUNDLES),
            ),
            resumable=True,
        ),
        *(Table(f"compact_{name}", (_wide("value"),)) for name in COMPACT_COLUMNS),
        Table(COMPACT_NAMES, (text("text"),)),
        Table(SAMPLES, (_small("value"),)),
        Table(PROFILE_SAMPLES),
        Table(EXTENSIONS, (Column("reference", np.uint64, 0),)),
    ),
)
