"""A file nobody reads: what was looked for, what was seen, and what it probably is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfview.recording.errors import UnreadableInput

_LATER = ", which PerfView does not read yet"
_ODD = " in a shape that PerfView does not know"

_PROTOCOL_LOG = (
    "a log of the DevTools protocol, as Lighthouse keeps it beside its trace (open the trace)"
)

_FLAME_GRAPH = (
    "a flame graph that Parca sent to its page, already summed up (download the profile as pprof)"
)

# First bytes of common formats: https://en.wikipedia.org/wiki/List_of_file_signatures
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data inside gzip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\xfd7zXZ\x00", "xz-compressed data (unpack it first)"),
    (b"BZh", "bzip2-compressed data (unpack it first)"),
    (b"\x7fELF", "an executable program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"JAVA PROFILE ", "a Java heap dump (HPROF)" + _LATER),
    (
        b"FLR\x00",
        "a Java Flight Recorder file (convert it with `jfrconv -o collapsed` and open that)",
    ),
    (
        b"PERFILE2",
        "a Linux perf recording (print it with `perf script > profile.txt` and open that)",
    ),
    (
        b"SIMPLEPERF",
        "an Android simpleperf recording (convert it with `gecko_profile_generator.py`)",
    ),
    (b"Nettrace", "a .NET trace (convert it with `dotnet-trace convert --format Speedscope`)"),
    (b"MOJ", "an Austin recording in binary form (convert it with `mojo2austin`)"),
    (b"\xff\xfe", "text in UTF-16 (save it as UTF-8)"),
    (b"\xfe\xff", "text in UTF-16 (save it as UTF-8)"),
    (b"# HELP ", "Prometheus metrics" + _LATER),
)

# A profile begins with its sample types: two indices into its texts each, fields 1 and 2.
# https://github.com/google/pprof/blob/main/proto/profile.proto
_PPROF = re.compile(rb"\n\x04\x08[\x00-\x7f]\x10[\x00-\x7f][\n\x12]", re.DOTALL)

# What pprof prints tells about a profile and holds too little to be one: its options -text, -tree,
# -peek, -tags, -traces, -dot and -weblist.
_SAVE_IT = " (save the profile itself with `pprof -proto` and open that)"
_PRINTED = (
    (re.compile(r"^Showing nodes accounting for ", re.MULTILINE), "a report printed by pprof"),
    (
        re.compile(r"^ *[^\s:]+: Total \S+ of \S+ \(", re.MULTILINE),
        "a list of labels printed by pprof",
    ),
    (re.compile(r"^-{5,}\+-{5,}$", re.MULTILINE), "a report printed by pprof"),
    (re.compile(r'digraph "[^"]*" \{\s*node \[style=filled'), "a call graph drawn by pprof"),
    (re.compile(r"pprof_toggle_asm"), "a source listing made by pprof"),
)

# Stacks that other tools print each in its own way, and what makes of them what is read.
_FOLD_IT = " (fold it with FlameGraph's `{}` and open that)"
_STACKS = (
    (
        re.compile(r"^# Overhead\s", re.MULTILINE),
        "a report of perf (print the samples with `perf script` and open that)",
    ),
    (
        re.compile(r"^@\w*\[\n", re.MULTILINE),
        "stacks printed by bpftrace" + _FOLD_IT.format("stackcollapse-bpftrace.pl"),
    ),
    (
        re.compile(r"^ +\S+`\S+\+0x[0-9a-f]+$", re.MULTILINE),
        "stacks printed by DTrace" + _FOLD_IT.format("stackcollapse.pl"),
    ),
    (
        re.compile(r"^Analysis of sampling ", re.MULTILINE),
        "a report of macOS's sample" + _FOLD_IT.format("stackcollapse-sample.awk"),
    ),
)

# A trace is nothing but packets, each field 1 with its length before it.
# https://perfetto.dev/docs/reference/trace-packet-proto
_PACKET = re.compile(rb"\n([\x80-\xff]{0,4}[\x00-\x7f])", re.DOTALL)

# Keys that tell one JSON format from another; all of a row must be in the head of the file.
_JSON_KEYS = (
    (("traceEvents",), "a Chrome trace" + _ODD),
    (('"ph"', '"ts"'), "a Chrome trace" + _ODD),
    (("projectId", '"traceId"', '"labels"'), "a trace of Google Cloud" + _LATER),
    (('"callCount"', '"parent"', '"child"'), "Jaeger's graph of services, without any trace"),
    (("traceID", "spans", "processes"), "Jaeger JSON" + _ODD),
    (("traceID", "operationName"), "Jaeger JSON" + _ODD),
    (("traceId", "operationName"), "Jaeger JSON" + _ODD),
    (("traceId", "localEndpoint"), "Zipkin JSON" + _ODD),
    (("traceId", "annotations"), "Zipkin JSON" + _ODD),
    (('"rts_arguments"', '"cost_centres"'), "a profile of GHC" + _LATER),
    (('"snapshot"', "node_"), "a V8 heap snapshot whose head is damaged"),
    (("timeDeltas", "nodes"), "a V8 CPU profile" + _ODD),
    (('"nodes"', '"callFrame"'), "a V8 CPU profile" + _ODD),
    (('"head"', '"callFrame"', '"selfSize"'), "a V8 heap sampling profile" + _ODD),
    (('"meta"', '"libs"', '"interval"'), "a Firefox profile" + _ODD),
    (("speedscope",), "a speedscope profile" + _ODD),
    (("resourceMetrics",), "OpenTelemetry metrics without any trace"),
    (("resourceLogs",), "OpenTelemetry logs without any trace"),
    (('"log"', '"entries"'), "a HAR network log" + _LATER),
    (('"method"', "Network."), _PROTOCOL_LOG),
    (('"method"', '"Page.'), _PROTOCOL_LOG),
    (('"method"', '"Target.'), _PROTOCOL_LOG),
    (('"Plan"',), "a PostgreSQL query plan" + _LATER),
    (('"cumulative"', '"diff"', '"children'), _FLAME_GRAPH),
    (("modules", "chunks"), "webpack statistics" + _ODD),
)


def refuse(
    head: bytes, compression: str, looked_for: list[str], broken: Sequence[str] = ()
) -> UnreadableInput:
    """The refusal of a file that nobody recognised; `head` is its (unwrapped) beginning.

    `broken` says which readers, perhaps the right ones, could not be loaded.
    """
    inside = f" (inside {compression})" if compression else ""
    wanted = " or ".join(dict.fromkeys(looked_for)) or "any format"
    looked = f"Looked for {wanted}; the file begins with {first_bytes(head)}."
    return UnreadableInput(
        f"No reader recognises this file: it looks like {guess(head)}{inside}",
        remedy=" ".join([looked, *(f"{each}." for each in broken)]),
    )


def refuse_several(names: list[str]) -> UnreadableInput:
    """The refusal of an archive with several recordings that make no one document."""
    return UnreadableInput(
        f"The zip archive holds {len(names):,} recordings that are opened one at a time:"
        f" {_listed(names)}",
        remedy="Unpack it and open one of them.",
    )


def refuse_folder() -> UnreadableInput:
    """The refusal of a folder that holds nothing which belongs together as one document."""
    return UnreadableInput(
        "This is a folder in which no build was found: no stats of a bundler, no manifest, no"
        " scripts with source maps",
        remedy="Pick one file in it, or the folder a bundler wrote into.",
    )


def refuse_archive(names: list[str]) -> UnreadableInput:
    """The refusal of an archive in which no file is a recording."""
    if all(".trace/" in name for name in names):
        return UnreadableInput(
            "This is a recording of Xcode's Instruments, whose format is not published",
            remedy="Open it in Instruments, select the rows of the call tree, choose Edit, Deep"
            " Copy and save what is copied as a text file.",
        )
    return UnreadableInput(
        f"None of the {len(names):,} files in the zip archive is a recording that can be read:"
        f" {_listed(names)}",
        remedy="Open one of them by itself to see why.",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


def guess(head: bytes) -> str:
    """What the beginning of a file looks like, in words that follow “it looks like”."""
    for signature, words in _SIGNATURES:
        if head.startswith(signature):
            return words
    if _PPROF.match(head):
        return "a pprof profile" + _ODD
    if _is_binary(head):
        perfetto = "a Perfetto trace with nothing in it that can be read"
        return perfetto if _is_perfetto(head) else "binary data of no known kind"
    text = head.decode("utf-8", "replace").lstrip("\ufeff").lstrip()
    printed = next((words for sign, words in _PRINTED if sign.search(text)), "")
    if printed:
        return printed + _SAVE_IT
    if text[:1] in ("{", "["):
        return _guess_json(text)
    if re.match(r"<(!doctype html|html)", text, re.IGNORECASE):
        return "an HTML page"
    stacks = next((words for sign, words in _STACKS if sign.search(text)), "plain text")
    return "an XML document" if text.startswith("<") else stacks


def first_bytes(head: bytes) -> str:
    """The first bytes for people: as quoted text where they are text, else in hexadecimal."""
    if _is_binary(head):
        return head[:12].hex(" ")
    text = " ".join(head[:200].decode("utf-8", "replace").split())
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _guess_json(text: str) -> str:
    for keys, words in _JSON_KEYS:
        if all(key in text for key in keys):
            return words
    return "JSON" + _ODD


def _is_perfetto(head: bytes) -> bool:
    """Whether a file begins with two packets of a Perfetto trace."""
    first = _PACKET.match(head)
    if first is None:
        return False
    length = sum((byte & 127) << 7 * i for i, byte in enumerate(first[1]))
    return _PACKET.match(head, first.end() + length) is not None


def _is_binary(head: bytes) -> bool:
    sample = head[:4096]
    strange = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return strange > len(sample) // 100
