"""Time spent on cryptography."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Effort, Finding
from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.culprits import culprits
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.ground import ground_of
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy
from perfview.profiles.study import Study

RULE = "moved to other threads, kept, or done by native code: between a quarter and all of it"


class CryptoHotSpot(ActivityDetector):
    """Hashing, signing, encrypting and deriving keys that take much of the time.

    What it looks for: time in functions known to do cryptography (Node's `crypto`, OpenSSL,
    `hashlib`, bcrypt, Go's `crypto/*`, JCE and others), by the nearest own function above them. It
    fires from `share` of all time and `samples` on; it is a warning from `warning`, critical from
    `critical` on. TLS is the price of a safe connection and told only from `tls` on: then
    connections are opened too often.

    Why it matters: passwords are hashed slowly on purpose, a tenth of a second each; on an event
    loop nobody else is served meanwhile. Signatures and tokens checked at each hop add up.

    How sure it is: the functions are unmistakable. How strong the hashing has to be is not for a
    profiler to say: weaker is never the advice.

    How to fix it: let it run elsewhere (Node's asynchronous functions, a thread), check a token
    once and remember it until it expires, keep connections open, and take native code instead of
    JavaScript or Python for it.

    Learnt from: OWASP's Password Storage Cheat Sheet; Node's guide “Don't Block the Event Loop”.
    """

    name = "crypto-hot-spot"
    title = "Cryptography"
    thresholds = (
        *activity_thresholds(0.06, 0.15),
        Threshold("tls", 0.30, "ratio", "of all time that encrypting connections takes, from"),
    )
    prominence = 2
    activities = Activity.CRYPTO
    word = "cryptography"
    wrong_if = "It is the work itself, runs where nobody waits, or has to be done for each item."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, do it once where the input is the same, keep the answer as long as it "
            "holds, "
            "and let it run where nobody waits for the thread. Do not make it weaker.",
            (0.25, 0.6, 1.0),
            RULE,
            effort=Effort.MEDIUM,
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, take the asynchronous function: it runs on other threads while this one "
            "serves the others. A result that comes again can be kept. Do not make it weaker.",
            (0.5, 0.85, 1.0),
            "moved off the event loop: nearly all of its time there",
            "const key = crypto.pbkdf2Sync(password, salt, 600000, 32, 'sha256');",
            "const pbkdf2 = util.promisify(crypto.pbkdf2);\n"
            "const key = await pbkdf2(password, salt, 600000, 32, 'sha256');",
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, do it once for the same input and keep the answer as long as it holds; "
            "`hashlib` lets other threads run meanwhile, so hand it to a pool. Do not make it "
            "weaker.",
            (0.25, 0.6, 1.0),
            RULE,
            "ok = check_password(user, password)  # at each request",
            "session = sessions.get(token) or login(user, password)  # once a session",
            Effort.MEDIUM,
        ),
        Ecosystem.GO: Remedy(
            "In {where}, check the same token or signature once and remember it until it expires; "
            "reuse the hash (`Reset`) and the keys already parsed.",
            (0.25, 0.6, 1.0),
            RULE,
            "claims, err := verify(token) // at each call",
            "claims, err := verified.Get(token, verify) // kept until it expires",
            Effort.MEDIUM,
        ),
    }

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """What own code asks for, then connections that are opened too often."""
        yield from super().detect(study, limits)
        ground = ground_of(study)
        if ground is None:
            return
        for found in culprits(study, ground, Activity.TLS)[:1]:
            if found.share.ratio >= limits["tls"] and found.share.samples >= limits["samples"]:
                yield _Connections().finding(study, ground, found, limits)


class _Connections(ActivityDetector):
    """Encrypted connections."""

    name = CryptoHotSpot.name
    activities = Activity.TLS
    word = "encrypting connections"
    wrong_if = "It sends so much that the bytes themselves cost this."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "Keep connections open and use them again (keep-alive, a pool, HTTP/2, session "
            "tickets) "
            "in {where}: most of it is opening them.",
            (0.2, 0.6, 0.95),
            "connections kept open: from a fifth to nearly all of it",
            effort=Effort.MEDIUM,
        )
    }
