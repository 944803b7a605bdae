"""Time spent packing, unpacking and copying objects."""

from __future__ import annotations

from typing import ClassVar

from perfview.findings.finding import Effort
from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy

RULE = "less of it packed, or a faster format: between a third and all of it"


class SerialisationHotSpot(ActivityDetector):
    """Objects packed, unpacked or copied deeply so much that it shows.

    What it looks for: time in functions known to serialise other than as JSON (pickle, YAML, XML,
    CSV, protobuf, Java's object streams) and to copy whole structures (`deepcopy`,
    `structuredClone`, `cloneDeep`), by the nearest own function above them. It fires from `share`
    of all time and `samples` on; it is a warning from `warning`, critical from `critical` on.

    Why it matters: deep copies and packing touch every field of every object, most of which nobody
    asked for; between processes the same is paid at both ends.

    How sure it is: the functions are unmistakable. Whether less could be packed cannot be seen.

    How to fix it: copy only what is changed; keep what is packed again and again; send references
    or columns instead of objects; take the format's compiled implementation (`CSafeLoader`,
    `upb`).

    Learnt from: pyyaml's documentation on LibYAML; the protobuf project's benchmarks; measured:
    `deepcopy` costs more than a trip through JSON text, so neither is a cure for the other.
    """

    name = "serialisation-hot-spot"
    title = "Serialisation hot spot"
    thresholds = activity_thresholds(0.05, 0.12)
    prominence = 3
    activities = Activity.SERIALISATION
    word = "serialising and copying"
    wrong_if = "Every copy is changed afterwards, or each message is new and wholly needed."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, pack or copy less: only what is changed or asked for, and only once.",
            (0.3, 0.65, 1.0),
            RULE,
            effort=Effort.MEDIUM,
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, copy only what is changed (`{{**old, 'key': new}}`) rather than "
            "everything; "
            "for YAML take `CSafeLoader`, for pickles protocol 5, and keep what comes again.",
            (0.3, 0.7, 1.0),
            RULE,
            "state = copy.deepcopy(STATE)\nstate['user'] = user",
            "state = {**STATE, 'user': user}",
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, copy only what is changed (`{{ ...old, key: value }}`) rather than "
            "everything.",
            (0.3, 0.7, 1.0),
            RULE,
            "const next = structuredClone(state);\nnext.user = user;",
            "const next = { ...state, user };",
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, replace Java's own serialisation by a format with a schema, or by a copy "
            "constructor.",
            (0.3, 0.7, 1.0),
            RULE,
            "Order copy = SerializationUtils.clone(order);",
            "Order copy = new Order(order);",
            Effort.MEDIUM,
        ),
        Ecosystem.GO: Remedy(
            "In {where}, reuse messages (`Reset`), decode only what is needed, and take generated "
            "code rather than reflection.",
            (0.3, 0.6, 1.0),
            RULE,
            "msg := &pb.Order{}\nproto.Unmarshal(data, msg)",
            "msg.Reset()\nproto.Unmarshal(data, msg) // one message, used again",
            Effort.MEDIUM,
        ),
        Ecosystem.RUBY: Remedy(
            "In {where}, keep what is read again and again, and copy only what is changed.",
            (0.3, 0.65, 1.0),
            RULE,
            "config = YAML.load_file(path)",
            "CONFIG = YAML.load_file(path).freeze",
        ),
    }
