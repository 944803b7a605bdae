"""Functions in which a thread has nothing to do, and those that belong to the profiler itself."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.patterns.ecosystems import is_script
from perfview.profiles.patterns.matching import categorised, filed, named
from perfview.profiles.study import Study

IDLE_LEAF = re.compile(
    r"""^(
      \(idle\)|\[idle\]|<idle>|idle|GC\ worker\ idle
      |_*(epoll_p?wait2?|kevent(64)?|kqueue|p?poll|p?select|pselect6|accept4?|do_epoll_wait)
      |(__GI_|__libc_|__x64_sys_|__arm64_sys_|__se_sys_|sys_)(epoll_p?wait|ppoll|poll|p?select6?)
      |uv__io_poll
      |mach_msg2?(_trap|_overwrite_trap|_overwrite)?|__workq_kernreturn|start_wqthread
      |_*psynch_cvwait|semaphore_(timed)?wait_trap
      |(Nt|Zw)?(WaitForWorkViaWorkerFactory|RemoveIoCompletion(Ex)?)|GetQueuedCompletionStatus(Ex)?
      |runtime\.(gopark|goparkunlock|notesleep|notetsleep(g|_internal)?|epollwait|kevent|netpollblock
        |usleep|stopm)
      |internal/runtime/syscall\.EpollWait
      |[{<]method\ '(poll|control)'\ of\ 'select\.\w+'\ objects[}>]
      |[{<]built-in\ method\ (select\.)?(select|poll)[}>]
      |.*\b(EPoll(ArrayWrapper)?\.(epollW|w)ait|KQueue\.poll|socketAccept|ServerSocket\w*\.accept)
      |.*\b(Unsafe\.park|Object\.wait0?|Parker::park)
    )$""",
    re.VERBOSE,
)
"""When such a function is on top of the stack, the thread waits for something to do: the system's
and the runtimes' calls that wait for events, and for work handed out to pools."""

IDLE_FRAME = re.compile(
    r"""^(swapper(/\d+)?|do_idle|cpu_idle\w*|default_idle\w*|intel_idle\w*|native_safe_halt
      |mwait_idle\w*|cpuidle_enter\w*|acpi_idle\w*|cpu_startup_entry|\(idle\)|GC\ worker\ idle)$""",
    re.VERBOSE,
)
"""Wherever such a frame stands in a stack, the processor was idle (Linux's idle loop)."""

_PYTHON_WAITS = re.compile(r"^(?:\w+\.)*(wait|join|_wait_for_tstate_lock|get|_worker_idle)$")
_PYTHON_THREADS = re.compile(r"(^|[/\\])(threading|queue|_base|synchronize|popen_fork)\.py$")

_PYTHON_SELECTS = re.compile(r"^(?:\w+\.)*select$")
_PYTHON_SELECTORS = re.compile(r"(^|[/\\])selectors\.py$")
"""Samplers of Python show no frame of the system's call below these."""

_PROFILER = re.compile(
    r"_lsprof\.Profiler|^runtime/pprof\.|^runtime/trace\.|\bpyinstrument\b"
    r"|^(start|stop)Profiling$|^writeProfile$|^Profiler\.(start|stop)|\[profiler\]|\bAsyncProfiler\b"
    r"|^google_breakpad|^ProfilerStart|^prof_backtrace|^__pyx_.*_?scalene",
)
_PROFILER_FILES = re.compile(
    r"(^|[/\\])(cProfile|profile|pstats|line_profiler)\.py$|[/\\](pyinstrument|yappi|scalene|memray)[/\\]"
    r"|libasyncProfiler|^node:inspector"
)


def idle_leaf(study: Study) -> NDArray[np.bool_]:
    """Functions that mean idleness when they are on top of a stack, bool (f): not what a program
    of its own calls by such a name, `poll` or `select`."""
    strings, files = study.model.strings, study.model.functions.file
    distinct, of_file = np.unique(files, return_inverse=True)
    scripted = np.array([is_script(strings[at]) for at in distinct.tolist()], np.bool_)[of_file]
    idle: NDArray[np.bool_] = named(study, IDLE_LEAF) & ~(scripted & (study.kinds == Kind.OWN))
    return idle


def idle_anywhere(study: Study) -> NDArray[np.bool_]:
    """Functions below which everything is idleness, bool (f)."""
    python = named(study, _PYTHON_WAITS) & filed(study, _PYTHON_THREADS)
    python |= named(study, _PYTHON_SELECTS) & filed(study, _PYTHON_SELECTORS)
    return named(study, IDLE_FRAME) | python | categorised(study, re.compile(r"^Idle$"))


def of_profiler(study: Study) -> NDArray[np.bool_]:
    """Functions of a profiler: what they cost is not the program's, bool (f)."""
    return named(study, _PROFILER) | filed(study, _PROFILER_FILES)
