"""Functions in which a thread waits for a lock that another one holds."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.patterns.matching import named
from perfview.profiles.study import Study

LOCKING = re.compile(
    r"""^(
      (_*GI_+)?_*lll_lock_wait(_private)?|_*pthread_mutex_(lock(_slow|_full)?|cond_lock)|__mutex_lock\S*
      |mutex_lock\w*|rwsem_down_\w+slowpath|down_(read|write)|osq_lock|mutex_spin_on_owner
      |(native_)?queued_(spin|read|write)_lock_slowpath|_raw_(spin|read|write)_lock\w*
      |futex_(wait|lock_pi)\w*|_*psynch_(mutexwait|rw_(rd|wr)lock)|__ulock_wait2?
      |(Rtl)?EnterCriticalSection(Contended)?|RtlAcquireSRWLock\w+|AcquireSRWLock\w+
      |take_gil|PyEval_(AcquireLock|AcquireThread|RestoreThread)|_PyMutex_LockTimed
      |acquire_timed|PyThread_acquire_lock(_timed)?
      |runtime\.(lock2|lockWithRank|semacquire1?|semacquire(RW)?Mutex\w*|_LostContendedRuntimeLock)
      |(internal/)?sync\.\(\*(RW)?Mutex\)\.(R?Lock|lockSlow|rLockSlow)|sync\.runtime_SemacquireMutex
      |[{<]method\ '(acquire|__enter__)'\ of\ '_?thread\.R?[Ll]ock'\ objects[}>]
      |parking_lot\S*::lock\w*_slow\S*|std::sync::\S*futex::Mutex::lock_contended
      |absl\S*::Mutex::LockSlow\w*|tcmalloc::SpinLock::SlowLock|SpinLock::SlowLock
      |ObjectMonitor::(TrySpin|enter\w*|EnterI)|ObjectSynchronizer::(fast_|quick_)?enter
      |SharedRuntime::complete_monitor_locking\w*|JVM_MonitorEnter
      |.*\bReentrantLock(\$\w+)?[./](lock|initialTryLock|doLock)(\(.*)?
      |.*\bReentrantReadWriteLock\$\w+[./]lock(\(.*)?|.*\bStampedLock[./](read|write)Lock(\(.*)?
      |.*\bSystem\.Threading\.Monitor[.:!]+(Reliable)?Enter(_Slowpath)?(\(.*)?
      |(Thread::)?Mutex\#(lock|synchronize)|Monitor\#(enter|synchronize)
    )$""",
    re.VERBOSE,
)
"""Calls that wait for a lock: the kernel's and the C library's slow paths, Python's global lock and
``threading.Lock``, Go's mutexes, Java's monitors and ``java.util.concurrent.locks``, Rust, .NET."""

UNLOCKING = re.compile(
    r"^(internal/)?sync\.\(\*(RW)?Mutex\)\.(R?Unlock|unlockSlow|rUnlockSlow)$|^runtime\.unlock2?$"
)
"""Go's mutex profile charges the waiting to the one who lets go of the lock
(https://pkg.go.dev/runtime/pprof#Profile)."""


def locking(study: Study) -> NDArray[np.bool_]:
    """Functions that wait for a lock, bool (f)."""
    return named(study, LOCKING)


def unlocking(study: Study) -> NDArray[np.bool_]:
    """Functions that let go of a lock others waited for, bool (f)."""
    return named(study, UNLOCKING)
