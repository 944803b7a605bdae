"""What is said of files that no reader takes: what they are, and what to do about it."""

from __future__ import annotations

import pytest

from perfview.engine.refusal import guess, refuse_archive, refuse_several


@pytest.mark.parametrize(
    ("head", "remedy"),
    [
        (b"PERFILE2" + bytes(64), "perf script"),
        (b"FLR\x00\x00\x02" + bytes(64), "jfrconv"),
        (b"Nettrace\x14\x00\x00\x00!FastSerialization.1", "dotnet-trace convert"),
        (b"MOJ\x03\x01austin\x00", "mojo2austin"),
        (b"SIMPLEPERF" + bytes(64), "gecko_profile_generator"),
        (b"# Overhead  Command\n# ........\n", "perf script"),
        (b"Attaching 1 probe...\n\n@[\n    foo+12\n    main\n]: 5\n", "stackcollapse-bpftrace.pl"),
        (b"  libc.so.1`malloc+0x12\n  a.out`main+0x1f\n   12\n", "stackcollapse.pl"),
        (b"Analysis of sampling app (pid 1) every 1 millisecond\n", "stackcollapse-sample.awk"),
    ],
)
def test_recordings_of_other_tools_are_named_with_a_way_to_open_them(
    head: bytes, remedy: str
) -> None:
    assert remedy in guess(head)


def test_a_packed_recording_of_instruments() -> None:
    refused = refuse_archive(["a.trace/corespace/MANIFEST.plist", "a.trace/form.template"])
    assert "Instruments" in refused.reason
    assert "Deep Copy" in refused.remedy
    assert "None of the 2 files" in refuse_archive(["a.txt", "b.trace/x"]).reason


def test_several_recordings_that_make_no_one_document() -> None:
    refused = refuse_several(["a.cpuprofile", "b.pb.gz"])
    assert refused.reason.endswith("opened one at a time: a.cpuprofile, b.pb.gz")
    assert "None of" not in refused.reason
