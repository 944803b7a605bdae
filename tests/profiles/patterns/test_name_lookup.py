"""Names as recorders write them, found in the table of known functions."""

from __future__ import annotations

import pytest

from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity, activities_of, known_functions
from perfview.profiles.patterns.name_lookup import NameLookup, plain_name
from tests.profiles.building import profile

ALL = frozenset(Ecosystem) - {Ecosystem.PHP}


@pytest.mark.parametrize(
    ("name", "activity"),
    [
        ("encoding/json.(*Decoder).Decode", Activity.JSON),
        ("com/fasterxml/jackson/databind/ObjectMapper.readValue_[j]", Activity.JSON),
        ("com.google.gson.Gson.fromJson(java.lang.String)", Activity.JSON),
        ("serde_json::de::from_str::h0123456789abcdef", Activity.JSON),
        (
            "<&mut serde_json::de::Deserializer<R> as serde::de::Deserializer>::deserialize_map",
            Activity.JSON,
        ),
        ("void v8::internal::JsonParser<unsigned short>::ParseJson(v8::Handle<x>)", Activity.JSON),
        (
            "System.Text.Json!System.Text.Json.JsonSerializer.Deserialize(class String)",
            Activity.JSON,
        ),
        ("JSON::Ext::Parser#parse", Activity.JSON),
        ("RegExp: ^(a+)+$", Activity.REGEXP),
        ("<method 'search' of 're.Pattern' objects>", Activity.REGEXP),
        ("java.util.regex.Pattern$Loop.match", Activity.REGEXP),
        ("google::protobuf::MessageLite::ParseFromArray(void const*, int)", Activity.SERIALISATION),
        ("crypto/sha256.block", Activity.CRYPTO),
        ("compress/flate.(*compressor).deflate", Activity.COMPRESSION),
        ("java.lang.Throwable.fillInStackTrace", Activity.EXCEPTIONS),
        ("go.uber.org/zap.(*Logger).Info", Activity.LOGGING),
    ],
)
def test_what_recorders_write_is_recognised(name: str, activity: Activity) -> None:
    found, bare = known_functions(ALL).named(name)
    assert (found | bare) & activity


@pytest.mark.parametrize(
    "name",
    [
        "jsonHelper.run",
        "my/encoding/jsonx.Decode",
        "regexper.match",
        "Order.hash",
        "",
        "(idle)x",
        "::",
    ],
)
def test_what_only_looks_alike_is_not(name: str) -> None:
    found, bare = known_functions(ALL).named(name)
    assert not found | bare


def test_packages_patterns_and_files() -> None:
    table = NameLookup(
        [
            ("a.b.*", 1),
            ("Built_*ed", 2),
            ("x", 4),
            ("run @ lib/x.py", 8),
            ("* @ node:fs", 16),
            ("*Sync @ d/*", 32),
        ]
    )
    assert table.named("a.b.C.d") == (1, 0)
    assert table.named("a.bc.d") == (0, 0)
    assert table.named("Built_Worked") == (2, 0)
    assert table.named("x") == (0, 4)
    names = table.file("/usr/lib/x.py")
    assert names is not None
    assert names.bits("run") == 8
    assert names.bits("Class.run") == 8
    assert names.bits("runs") == 0
    assert table.file("/usr/mylib/x.py") is None
    inside = table.file("/srv/d/e/z.js")
    assert inside is not None
    assert inside.bits("readSync") == 32


def test_a_pattern_without_a_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="has to begin"):
        NameLookup([("*Parser", 1)])


def test_names_are_made_plain() -> None:
    assert plain_name("LazyCompile:~run") == "run"
    assert plain_name("std::vector<int, std::allocator<int> >::push_back(int const&)") == (
        "std.vector.push_back"
    )
    assert plain_name("a::(anonymous namespace)::f(int)") == "a.f"


def test_bare_names_mean_the_runtime_only_outside_of_scripts() -> None:
    study = profile("main@app.js:1;send@app.js:4", "main@app.js:1;send", "x@node:fs:2")
    known = activities_of(study)
    names = [study.name_of(f) for f in range(len(known))]
    sends = [int(known[f]) for f, name in enumerate(names) if name == "send"]
    assert sorted(sends) == [0, int(Activity.BLOCKING)]
