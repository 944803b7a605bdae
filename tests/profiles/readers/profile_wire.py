"""pprof's profiles in protobuf, written by hand, and what they cost worked out the plain way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.pprof import Pprof
from perfview.profiles.soundness import is_sound_model
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


def varint(value: int) -> bytes:
    """A number of protobuf; negative ones as 64 bits."""
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def number(field_number: int, value: int) -> bytes:
    """A field that is a number."""
    return varint(field_number << 3) + varint(value)


def chunk(field_number: int, content: bytes | str) -> bytes:
    """A field that is a text or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field_number << 3 | 2) + varint(len(content)) + content


def packed(field_number: int, values: Sequence[int]) -> bytes:
    """A list of numbers in one piece."""
    return chunk(field_number, b"".join(map(varint, values)))


@dataclass
class ProfileWriter:
    """Puts a profile together message by message; `content` is what it has so far."""

    content: bytearray = field(default_factory=bytearray)
    texts: dict[str, int] = field(default_factory=lambda: {"": 0})

    def text(self, text: str) -> int:
        """A text's place in the table."""
        return self.texts.setdefault(text, len(self.texts))

    def add(self, number_of_field: int, *parts: bytes) -> None:
        """A message of the profile."""
        self.content += chunk(number_of_field, b"".join(parts))

    def type(self, kind: str, unit: str) -> None:
        """A sample type."""
        self.add(1, number(1, self.text(kind)), number(2, self.text(unit)))

    def function(self, at: int, name: str, file: str = "", line: int = 0) -> None:
        """A function; `at` is its id."""
        names = number(2, self.text(name)) + number(4, self.text(file))
        self.add(5, number(1, at), names, number(5, line))

    def location(
        self, at: int, *functions: int, mapping: int = 0, address: int = 0, line: int = 0
    ) -> None:
        """A location; its functions innermost first."""
        lines = [chunk(4, number(1, f) + number(2, line or 10 * f)) for f in functions]
        self.add(4, number(1, at), number(2, mapping), number(3, address), *lines)

    def sample(self, locations: Sequence[int], values: Sequence[int], labels: bytes = b"") -> None:
        """A sample; its locations leaf first."""
        self.add(2, packed(1, locations), packed(2, values), labels)

    def label(self, key: str, text: str = "", value: int = 0, unit: str = "") -> bytes:
        """A label, for `sample`."""
        parts = number(1, self.text(key)) + number(2, self.text(text))
        return chunk(3, parts + number(3, value) + number(4, self.text(unit)))

    def finished(self) -> bytes:
        """The profile with its table of texts."""
        return bytes(self.content) + b"".join(chunk(6, text) for text in self.texts)


def read(content: bytes) -> tuple[ProfileModel, ImportReport]:
    """What the reader makes of it; every index is checked."""
    model, report = Pprof().read(Source.from_bytes(content), Progress())
    assert is_sound_model(model)
    return model, report


def paths(model: ProfileModel) -> list[tuple[str, ...]]:
    """The names of each sample's stack, outermost first."""
    return [tuple(names_of(model, stack)) for stack in model.samples.stack.tolist()]


def names_of(model: ProfileModel, stack: int) -> list[str]:
    """The names of a stack, outermost first."""
    names: list[str] = []
    while stack >= 0:
        function = model.frames.function[model.stacks.frame[stack]]
        names.append(model.strings[int(model.functions.name[function])])
        stack = int(model.stacks.parent[stack])
    return names[::-1]


def costs(model: ProfileModel, metric: int) -> dict[str, tuple[float, float]]:
    """Self and total by name, as `pprof -top` sums them; functions that cost nothing left out."""
    own: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path, weight in zip(paths(model), model.weight(metric).tolist(), strict=True):
        if path:
            own[path[-1]] += weight
        for name in set(path):
            total[name] += weight
    return {name: (own[name], total[name]) for name in total if own[name] or total[name]}


def label_sets(model: ProfileModel) -> list[dict[str, str]]:
    """The labels of each sample."""
    labels, strings = model.labels, model.strings
    sets = [
        {
            strings[int(labels.key[i])]: strings[int(labels.value[i])]
            for i in range(int(labels.first[s]), int(labels.first[s + 1]))
        }
        for s in range(len(labels))
    ]
    return [sets[s] if s >= 0 else {} for s in model.samples.label_set.tolist()]
