"""What a packet of a Perfetto recording may hold, by field number, in words.

TracePacket in protos/perfetto/trace/trace_packet.proto and FtraceEvent in
protos/perfetto/trace/ftrace/ftrace_event.proto of https://github.com/google/perfetto.
"""

from __future__ import annotations

PACKET_CONTENTS: dict[int, str] = {
    1: "ftrace events",
    2: "process tree",
    4: "inode file map",
    5: "chrome events",
    6: "clock snapshot",
    7: "sys stats",
    9: "process stats",
    11: "track event",
    33: "trace config",
    34: "ftrace stats",
    35: "trace stats",
    36: "synchronization marker",
    37: "profile packet",
    38: "battery",
    39: "android log",
    40: "power rails",
    43: "process descriptor",
    44: "thread descriptor",
    45: "system info",
    46: "trigger",
    47: "packages list",
    48: "chrome benchmark metadata",
    49: "perfetto metatrace",
    50: "compressed packets",
    51: "chrome metadata",
    52: "gpu counter event",
    53: "gpu render stage event",
    54: "streaming profile packet",
    57: "graphics frame event",
    60: "track descriptor",
    61: "module symbols",
    62: "vulkan memory event",
    63: "gpu log",
    64: "deobfuscation mapping",
    65: "vulkan api event",
    66: "perf sample",
    67: "cpu info",
    68: "smaps packet",
    69: "service event",
    70: "initial display state",
    71: "gpu mem total event",
    72: "extension descriptor",
    73: "memory tracker snapshot",
    74: "streaming allocation",
    75: "streaming free",
    77: "android energy estimation breakdown",
    78: "ui state",
    82: "translation table",
    83: "android game intervention list",
    84: "statsd atom",
    86: "android system property",
    89: "trace uuid",
    90: "track event range of interest",
    91: "entity state residency",
    95: "etw events",
    99: "v8 js code",
    100: "v8 internal code",
    101: "v8 wasm code",
    102: "v8 reg exp code",
    103: "v8 code move",
    107: "remote clock sync",
    109: "chrome trigger",
    110: "pixel modem events",
    111: "pixel modem token database",
    113: "clone snapshot trigger",
    115: "kernel wakelock data",
    117: "generic kernel task state event",
    118: "generic kernel cpu freq event",
    119: "cpu per uid data",
    120: "generic kernel task rename event",
    122: "generic kernel process tree",
    123: "user list",
    124: "trace provenance",
    125: "protovms",
    126: "trace attributes",
    127: "android aflags",
    128: "gpu info",
    129: "generic gpu frequency event",
    130: "interrupt info",
    131: "art process metadata",
    132: "journald event",
    133: "zstd compressed packets",
    134: "concurrent session event",
    135: "stack sample",
    138: "recovered trace info",
    900: "for testing",
}
"""Every field of a packet that is not about the packet itself."""

WITHOUT_DATA = frozenset({33, 34, 35, 36, 45, 46, 51, 69, 72, 87, 89, 109, 113, 124, 126, 138})
"""Of these, what only tells how the recording was made: nothing is missing without it."""

READ = frozenset({1, 2, 6, 11, 43, 44, 60})
"""Of these, what is read."""

_KERNEL_GROUPS = {
    "cpu_frequency cpu_frequency_limits cpu_idle clock_enable clock_disable clock_set_rate": 11,
    "sched_blocked_reason sched_cpu_hotplug": 18,
    "ipi_entry ipi_exit ipi_raise softirq_entry softirq_exit softirq_raise": 21,
    "lowmemory_kill irq_handler_entry irq_handler_exit sync_pt sync_timeline sync_wait": 35,
    "ext4_da_write_begin ext4_da_write_end ext4_sync_file_enter ext4_sync_file_exit": 41,
    "block_rq_issue mm_vmscan_direct_reclaim_begin mm_vmscan_direct_reclaim_end": 45,
    "mm_vmscan_kswapd_wake mm_vmscan_kswapd_sleep binder_transaction": 48,
    "binder_transaction_received binder_set_priority binder_lock binder_locked": 51,
    "binder_unlock workqueue_activate_work workqueue_execute_end workqueue_execute_start": 55,
    "workqueue_queue_work": 59,
    "suspend_resume": 113,
    "task_newtask task_rename sched_process_exec sched_process_exit sched_process_fork": 235,
    "sched_process_free sched_process_hang sched_process_wait": 240,
    "rss_stat": 313,
    "signal_deliver signal_generate oom_score_adj_update generic mm_event_record": 324,
    "sys_enter sys_exit": 329,
    "gpu_frequency": 332,
    "gpu_mem_total thermal_temperature cdev_update": 340,
    "dma_heap_stat": 351,
    "rss_stat_throttled netif_receive_skb net_dev_xmit": 359,
    "funcgraph_entry funcgraph_exit": 437,
    "gpu_work_period": 488,
    "sched_migrate_task": 491,
    "hrtimer_start hrtimer_cancel hrtimer_expire_entry hrtimer_expire_exit": 551,
}
KERNEL_EVENT_NAMES: dict[int, str] = {
    first + place: name
    for names, first in _KERNEL_GROUPS.items()
    for place, name in enumerate(names.split())
}
"""The kernel's events that recordings hold most often, by field number of FtraceEvent."""


def kernel_event_name(kind: int) -> str:
    """What the kernel calls an event of this field number, as far as it is known here."""
    return KERNEL_EVENT_NAMES.get(kind, f"event {kind}")
