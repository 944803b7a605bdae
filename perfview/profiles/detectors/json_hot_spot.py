"""Time spent reading and writing JSON."""

from __future__ import annotations

from typing import ClassVar

from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy

ONCE = "the same text parsed or written once and kept: from half to all of it"
FASTER = (
    "a faster library takes 50 to 85 % of it in public benchmarks of these libraries, keeping the "
    "result all of it"
)


class JsonHotSpot(ActivityDetector):
    """JSON that is parsed or written so much that it shows.

    What it looks for: time in functions known to read and write JSON (Python's `json`, Go's
    `encoding/json`, Jackson, serde_json and others), by the nearest own function above them. V8
    charges `JSON.parse` and `JSON.stringify` to the function that calls them; there the text of the
    hot line tells, where the source is at hand. It fires from `share` of all time and `samples` on;
    it is a warning from `warning`, critical from `critical` on. JSON inside of logging and loading
    belongs to those.

    Why it matters: the same configuration, the same message, the same copy through text is often
    made again for each request, and a large payload stops an event loop for as long as it takes.

    How sure it is: frames of known functions are unmistakable. A line that does other things as
    well makes it less sure, and the lowest saving smaller. Whether the same text comes again cannot
    be seen.

    How to fix it: parse once and keep the result; send less; copy objects without going through
    text; then take a faster library.

    Learnt from: the benchmarks that orjson, simdjson, sonic and jackson-jr publish with their
    code, which agree on the order of two to ten times, never on a number.
    """

    name = "json-hot-spot"
    title = "JSON hot spot"
    thresholds = activity_thresholds(0.05, 0.12)
    prominence = 6
    activities = Activity.JSON
    word = "JSON"
    wrong_if = "Each text is new and all of it is needed; then it is the work itself."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, parse the same text only once and keep the result; otherwise ask for less "
            "of it, or take a faster library.",
            (0.3, 0.6, 1.0),
            FASTER,
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, parse the same text only once and keep the result. Where each text is "
            "new, "
            "`orjson` or `msgspec` do the same several times as fast.",
            (0.5, 0.75, 1.0),
            FASTER,
            "def load_rules():\n    return json.loads(TEXT)['rules']",
            "@functools.cache\ndef load_rules():\n    return orjson.loads(TEXT)['rules']",
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, parse or write the same value only once and keep the result; copy objects "
            "field by field rather than through text. No library parses faster than `JSON.parse`.",
            (0.3, 0.7, 1.0),
            ONCE,
            "function loadRules() {\n  return JSON.parse(text).rules;\n}",
            "const { rules } = JSON.parse(text);\nfunction loadRules() {\n  return rules;\n}",
        ),
        Ecosystem.GO: Remedy(
            "In {where}, decode the same text only once; decode into structs, not into "
            "`map[string]any`, with a `Decoder` over the stream. Generated code or `sonic` is "
            "several times as fast as `encoding/json`.",
            (0.4, 0.65, 1.0),
            FASTER,
            "var rules map[string]any\njson.Unmarshal(text, &rules)",
            "var loadRules = sync.OnceValue(func() (r Rules) {\n"
            "\tjson.Unmarshal(text, &r)\n\treturn r\n})",
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, share one `ObjectMapper`, bind to classes through a reader made once, and "
            "keep what is parsed again and again.",
            (0.3, 0.6, 1.0),
            FASTER,
            "Rules r = new ObjectMapper().readValue(text, Rules.class);",
            "static final ObjectReader RULES = new ObjectMapper().readerFor(Rules.class);\n"
            "Rules r = RULES.readValue(text);",
        ),
        Ecosystem.RUBY: Remedy(
            "In {where}, parse the same text only once and keep the result; `Oj` is faster.",
            (0.3, 0.6, 1.0),
            FASTER,
            "def rules\n  JSON.parse(TEXT)['rules']\nend",
            "def rules\n  @rules ||= Oj.load(TEXT)['rules']\nend",
        ),
        Ecosystem.RUST: Remedy(
            "In {where}, read into a struct that borrows from the text (`&str`) rather than into "
            "`serde_json::Value`, from a slice rather than a reader, once for each text.",
            (0.3, 0.6, 1.0),
            FASTER,
            "let v: serde_json::Value = serde_json::from_reader(file)?;",
            "let text = std::fs::read(path)?;\nlet v: Rules = serde_json::from_slice(&text)?;",
        ),
        Ecosystem.DOTNET: Remedy(
            "In {where}, keep what is parsed again and again, share one `JsonSerializerOptions`, "
            "and "
            "let the compiler generate the serializer (`JsonSerializerContext`).",
            (0.3, 0.6, 1.0),
            FASTER,
            "var r = JsonSerializer.Deserialize<Rules>(text, new JsonSerializerOptions());",
            "var r = JsonSerializer.Deserialize(text, RulesContext.Default.Rules);",
        ),
        Ecosystem.PHP: Remedy(
            "In {where}, decode the same text only once and keep the result (in APCu across "
            "requests).",
            (0.3, 0.6, 1.0),
            ONCE,
            "$rules = json_decode(file_get_contents($file), true);",
            "$rules = apcu_entry('rules', fn() => json_decode(file_get_contents($file), true));",
        ),
    }
