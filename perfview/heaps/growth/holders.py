"""What kind of thing holds what has grown, and how such a leak is mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perfview.heaps.growth.causes import Cause
from perfview.heaps.growth.cutting import Cut
from perfview.heaps.growth.routes import holder_name
from perfview.heaps.retention.following import edge_kind, node_kind, target_of
from perfview.heaps.study import Study


@dataclass(frozen=True)
class Holder:
    """A kind of holder in a word (``listeners``), what to do, and code before and after."""

    kind: str
    how: str
    before: str
    after: str


_TIMER = Holder(
    "timers",
    "Keep what `setInterval` or `setTimeout` returns, and clear it when its owner is done.",
    "setInterval(() => state.poll(), 1000);",
    "const timer = setInterval(() => state.poll(), 1000);\n// when done\nclearInterval(timer);",
)
_LISTENER = Holder(
    "listeners",
    "Remove the listener when what it belongs to ends; an `AbortSignal` or `once` does so by "
    "itself.",
    "bus.on('change', onChange);",
    "bus.on('change', onChange);\n// when the session ends\nbus.off('change', onChange);",
)
_MODULES = Holder(
    "module cache",
    "Load code once, or delete its entry when it is no longer needed; do not make modules per "
    "tenant or request.",
    "require.cache[name] = generated;",
    "require.cache[name] = generated;\n// when unloaded\ndelete require.cache[name];",
)
_SYMBOLS = Holder(
    "symbol registry",
    "Make symbols that only one place needs with `Symbol(text)`. Those of `Symbol.for` are never "
    "forgotten.",
    "const key = Symbol.for('request-' + id);",
    "const key = Symbol('request-' + id);",
)
_STREAM = Holder(
    "stream buffer",
    "Wait for `drain` when `write` returns false (or use `pipeline`), and make sure that each "
    "write ends with its callback.",
    "for (const event of events) sink.write(event);",
    "for (const event of events) {\n  if (!sink.write(event)) await once(sink, 'drain');\n}",
)
_PROMISE = Holder(
    "promise chain",
    "Let each promise settle, with a time limit if need be, and do not chain everything to one "
    "that may stay pending.",
    "this.tail = this.tail.then(() => job.run());",
    "this.tail = Promise.race([this.tail, timeout(ms)]).then(() => job.run());",
)
_CLOSURE = Holder(
    "closure",
    "Let the variable go when it is no longer needed; all functions made in one scope share its "
    "variables, those that only one of them uses included.",
    "const unused = () => original;\nreturn () => index;",
    "// do not capture `original` here, or let it go:\noriginal = null;\nreturn () => index;",
)
_DETACHED = Holder(
    "detached DOM",
    "Forget nodes when they are removed from the page, or hold them by `WeakRef`.",
    "panel.remove();",
    "panel.remove();\nstore.lastOpened = store.lastOpened.filter((node) => node !== panel);",
)
_MAP = Holder(
    "cache map",
    "Give the cache a limit, delete entries when they are done with, or use a `WeakMap` when the "
    "key is an object.",
    "cache.set(key, value);",
    "cache.set(key, value);\nif (cache.size > LIMIT) cache.delete(cache.keys().next().value);",
)
_SET = Holder(
    "set",
    "Delete members when they are done with, or use a `WeakSet`.",
    "seen.add(socket);",
    "seen.add(socket);\nsocket.once('close', () => seen.delete(socket));",
)
_ARRAY = Holder(
    "array",
    "Bound the array (a ring, or cut it at its beginning), or empty it when its content has been "
    "dealt with.",
    "records.push(record);",
    "records.push(record);\nif (records.length > LIMIT) records.splice(0, records.length - LIMIT);",
)
_BUFFERS = Holder(
    "buffer queue",
    "Take buffers out of the queue when they have been sent, and stop adding while it is full.",
    "parts.push(buffer);",
    "parts.push(buffer);\n// when it has been sent\nparts.shift();",
)
_DICTIONARY = Holder(
    "dictionary",
    "Delete keys when they are done with, or use a `Map` with a limit.",
    "byUser[id] = preferences;",
    "byUser[id] = preferences;\n// on logout\ndelete byUser[id];",
)
_CHAIN = Holder(
    "chain",
    "Let the old generation go: do not keep a reference to it, or clear that once it is replaced.",
    "next.previous = current;",
    "current.dispose();\nnext.previous = null;",
)
_OBJECT = Holder(
    "object",
    "Clear the reference when its content is done with.",
    "owner.held = value;",
    "owner.held = value;\n// when done\nowner.held = null;",
)

_LISTENERS = re.compile(
    r"\._events|kEvents|\[listeners\]|EventListener|EventTargetData|MessagePort"
    r"|\.(_?(current)?listeners|nextListeners|(current)?observers_?|subscribers|handlers)\b",
    re.IGNORECASE,
)
"""Node's and the browser's own, and what libraries call theirs: Redux, RxJS, MobX, signals."""
_COLLECTIONS = ("Map", "Set", "Array")
_NEAR = 6
"""The last steps to an owner: what hangs further up says nothing of how it is mended."""
_STREAMS = re.compile(r"_writableState|_readableState|WritableState|ReadableState|kBuffered")


def holder_of(study: Study, cause: Cause, cut: Cut | None, classes: list[str]) -> Holder:
    """What kind of thing holds it, by the way to it, the owner and what piles up."""
    repeats = bool(cut and cut.repeats)
    is_chain = repeats and cut is not None and edge_kind(study, cut.edge) != "context"
    owner = int(cause.grown.owners[0])
    route = (*cause.route, f"{cut.constructor}.{cut.property}") if cut else cause.route
    if cut and not repeats and holder_name(study, target_of(study, cut.edge)) in _COLLECTIONS:
        owner = target_of(study, cut.edge)
    return holder_by(study, route, owner, classes, repeats=repeats, is_chain=is_chain)


def holder_by(
    study: Study,
    route: Sequence[str],
    owner: int,
    classes: Sequence[str],
    *,
    repeats: bool,
    is_chain: bool,
) -> Holder:
    """What kind of thing an owner is: `route` is the way to it as ``class.property``, `classes`
    what piles up, most first; `repeats`: what piles up holds itself, `is_chain`: by properties."""
    return (
        _by_way(" ".join(route[-_NEAR:]))
        or (_CHAIN if is_chain else None)
        or _by_content(classes)
        or (_CLOSURE if repeats else None)
        or _by_owner(study, owner)
    )


def _by_way(way: str) -> Holder | None:
    if "public_symbol_table" in way:
        return _SYMBOLS
    if "Module._cache" in way or "require.cache" in way:
        return _MODULES
    if "TimersList" in way or "Timeout" in way or "timerListMap" in way:
        return _TIMER
    if _STREAMS.search(way):
        return _STREAM
    return _LISTENER if _LISTENERS.search(way) else None


def _by_content(classes: Sequence[str]) -> Holder | None:
    if any(name.startswith("Detached ") for name in classes[:3]):
        return _DETACHED
    if classes and classes[0] in ("system / JSArrayBufferData", "ArrayBuffer", "Buffer"):
        return _BUFFERS
    return None


def _by_owner(study: Study, owner: int) -> Holder:
    name, kind = holder_name(study, owner), node_kind(study, owner)
    named = {"Map": _MAP, "Set": _SET, "Array": _ARRAY, "Promise": _PROMISE, "Object": _DICTIONARY}
    if kind == "closure" or name == "system / Context":
        return _CLOSURE
    return named.get(name, _OBJECT)
