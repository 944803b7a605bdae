"""Calls that wait on an event loop, which serves nobody meanwhile."""

from __future__ import annotations

from typing import ClassVar

from perfview.findings.finding import Effort, Measure
from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.claims import claims_of
from perfview.profiles.patterns.culprits import Culprit
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy
from perfview.profiles.patterns.runs import longest_run
from perfview.profiles.study import Study

RULE = "waited for without holding the loop: nearly all of its time on it"
MOSTLY = 0.5


class BlockingIo(ActivityDetector):
    """Files, network, processes and sleep waited for on an event loop.

    What it looks for: calls that hold their thread until something else is done (Node's `…Sync`,
    `time.sleep`, `requests`, `open`, `subprocess`, a synchronous XMLHttpRequest, blocking calls on
    Netty's loops), only where an event loop is on the stack; Node's and browsers' scripts always
    run on one once they are loaded. It fires from `share` of all time and `samples` on; it is a
    warning from `warning`, critical from `critical` on.

    Why it matters: one loop serves everybody. While it waits for a disk, no other request goes on
    and no click is answered, however idle the processor is.

    How sure it is: the calls are unmistakable, and that a loop runs them is seen. A profiler that
    leaves waiting threads out (py-spy without `--idle`) shows less of it than there is.

    How to fix it: take the asynchronous form and `await` it, or hand the call to a thread; read
    what never changes once, at the start.

    Learnt from: Node's guide “Don't Block the Event Loop”; ruff's ASYNC rules, which name the calls
    but not what they cost; asyncio's debug mode, which reports callbacks from 100 ms on.
    """

    name = "blocking-io"
    title = "Waiting on an event loop"
    scopes = ("io", "cpu", "network")
    thresholds = activity_thresholds(0.04, 0.08, 0.4)
    prominence = 7
    activities = Activity.BLOCKING
    word = "calls that hold the event loop"
    wrong_if = "Nothing else is to be done meanwhile: a script, a test, a worker with one task."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, take the asynchronous form and wait for it without holding the loop, or "
            "hand "
            "the call to a thread.",
            (0.5, 0.9, 1.0),
            RULE,
            effort=Effort.MEDIUM,
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, take the asynchronous form (`fs.promises`, `execFile`, `fetch`) with "
            "`await`; "
            "read what never changes once, at the start.",
            (0.5, 0.9, 1.0),
            RULE,
            "const text = fs.readFileSync(path, 'utf8');",
            "const text = await fs.promises.readFile(path, 'utf8');",
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, `await` what does not block (`asyncio.sleep`, `httpx.AsyncClient`, an "
            "asynchronous driver), or hand the call to a thread with `asyncio.to_thread`.",
            (0.5, 0.9, 1.0),
            RULE,
            "async def handle(request):\n    rate = requests.get(URL).json()",
            "async def handle(request):\n    rate = (await client.get(URL)).json()",
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, hand the call to a pool of its own (`subscribeOn(boundedElastic())`, "
            "`executeBlocking`) or take a driver that does not block.",
            (0.5, 0.9, 1.0),
            RULE,
            "return Mono.just(jdbc.query(sql));",
            "return Mono.fromCallable(() -> jdbc.query(sql)).subscribeOn(boundedElastic());",
            Effort.MEDIUM,
        ),
        Ecosystem.RUST: Remedy(
            "In {where}, take `tokio::fs`, `tokio::time::sleep`, or `spawn_blocking`.",
            (0.5, 0.9, 1.0),
            RULE,
            "let text = std::fs::read_to_string(path)?;",
            "let text = tokio::fs::read_to_string(path).await?;",
        ),
        Ecosystem.DOTNET: Remedy(
            "In {where}, `await` instead of `.Result` and `Wait()`.",
            (0.5, 0.9, 1.0),
            RULE,
            "var text = client.GetStringAsync(url).Result;",
            "var text = await client.GetStringAsync(url);",
        ),
    }

    def found_in(self, study: Study, ground: Ground, culprit: Culprit) -> bool:
        """Most of it has to be on a loop: lines of source do not tell by themselves."""
        inside = culprit.share.inside
        looped = claims_of(study, ground).on_loop
        return bool(ground.own[inside & looped].sum() >= MOSTLY * ground.own[inside].sum())

    def more(self, study: Study, ground: Ground, culprit: Culprit) -> tuple[Measure, ...]:
        """The longest time the loop stood still, where samples have times."""
        longest = longest_run(study, ground, culprit.share.inside)
        return (Measure("longest without a break", longest, "ns"),) if longest else ()
