"""A profile of addresses as the model."""

from __future__ import annotations

from perfview.findings.quantities import duration, plural
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.profiles.readers.gperf.addresses import AddressProfile, Symbol
from perfview.profiles.readers.gperf.mappings import file_at
from perfview.recording.report import ImportReport

_UNKNOWN = "<unknown>"
_MOST_ADDRESS = (1 << 63) - 1


def assemble(profile: AddressProfile, made_by: str, report: ImportReport) -> ProfileModel:
    """The model; code without names is shown by its binary, ``[libc.so]``, as `pprof -top` does."""
    builder = ProfileBuilder(profile.metrics, profile.default)
    places = _Places(builder, profile)
    thread = builder.thread()
    for sample in profile.samples:
        frames = [f for address in reversed(sample.addresses) for f in places.frames(address)]
        label_set = builder.labels(dict(sample.labels))
        builder.sample(thread, builder.stack_of(frames), sample.values, label_set=label_set)
    report.rows = len(profile.samples)
    report.note("unsymbolized", places.unnamed, _UNSYMBOLIZED)
    odd = plural(profile.odd_lines, "line")
    report.note("odd-line", profile.odd_lines, f"{odd} made no sense and were left out.")
    lasted = profile.duration_ns
    return builder.finish(
        made_by="Go" if profile.symbols and made_by == "Go" else made_by,
        interval_ns=profile.interval_ns,
        began_ns=profile.began_ns,
        comments=[f"Recorded for {duration(lasted)}."] if lasted else [],
    )


_UNSYMBOLIZED = (
    "Places in code have no function name in the file and are shown by the binary they are in."
    " `pprof -proto` writes the profile with names where the binary is at hand."
)


class _Places:
    """Addresses as frames, each looked up once; `unnamed` counts those without a name."""

    def __init__(self, builder: ProfileBuilder, profile: AddressProfile) -> None:
        self.unnamed = 0
        self._builder, self._profile = builder, profile
        self._known: dict[int, list[int]] = {}

    def frames(self, address: int) -> list[int]:
        """The frames at an address, outermost first."""
        known = self._known.get(address)
        if known is None:
            symbols = self._profile.symbols.get(address)
            known = self._named(symbols) if symbols else [self._unnamed(address)]
            self._known[address] = known
        return known

    def _named(self, symbols: list[Symbol]) -> list[int]:
        functions = [self._builder.function(each.name, each.file, each.begins) for each in symbols]
        last = len(symbols) - 1
        return [
            self._builder.frame(functions[i], symbols[i].line, inlined=i < last)
            for i in range(last, -1, -1)
        ]

    def _unnamed(self, address: int) -> int:
        self.unnamed += 1
        place = self._profile.places.get(address)
        file = place.file if place else file_at(self._profile.mappings, address)
        address = place.address if place else address
        base = file.rstrip("/").rpartition("/")[2] or file
        function = self._builder.function(f"[{base}]" if base else _UNKNOWN, module=base)
        return self._builder.frame(function, address=min(address, _MOST_ADDRESS))
