"""What helps where each step costs more than the one before."""

from __future__ import annotations

from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.remedy import Remedy, remedy_for
from perfview.profiles.patterns.scanning_lines import COPIES, COPIES_OBJECT, MOVES

RULE = (
    "every step as cheap as the first ones were, at best; a set instead of a list is 4 to 12 times "
    "as fast for 100 entries and over 30 times for 1,000"
)

REMEDIES = {
    None: Remedy(
        "In {where}, keep what is searched for in a hash table (or sorted), and append rather than "
        "copy: each step should cost the same however many came before.",
        (0.5, 0.8, 1.0),
        RULE,
    ),
    Ecosystem.JAVASCRIPT: Remedy(
        "In {where}, keep what is searched for in a `Set` or `Map`; `push` instead of copying with "
        "`...` or `concat`; walk an index instead of `shift`.",
        (0.5, 0.85, 1.0),
        RULE,
        "if (!seen.includes(key)) seen.push(key);",
        "const seen = new Set();\nseen.add(key);",
    ),
    Ecosystem.PYTHON: Remedy(
        "In {where}, keep what is searched for in a `set` or `dict`; take from the front with "
        "`collections.deque`; extend lists instead of adding them.",
        (0.5, 0.85, 1.0),
        RULE,
        "seen = []\nif key not in seen:\n    seen.append(key)",
        "seen = set()\nif key not in seen:\n    seen.add(key)",
    ),
    Ecosystem.GO: Remedy(
        "In {where}, look up in a `map` instead of `slices.Contains`, and build texts with a "
        "`strings.Builder`.",
        (0.5, 0.8, 1.0),
        RULE,
        "if !slices.Contains(seen, key) {\n\tseen = append(seen, key)\n}",
        "if _, ok := seen[key]; !ok {\n\tseen[key] = struct{}{}\n}",
    ),
    Ecosystem.JAVA: Remedy(
        "In {where}, keep what is searched for in a `HashSet` instead of a list.",
        (0.5, 0.8, 1.0),
        RULE,
        "if (!seen.contains(key)) seen.add(key); // ArrayList",
        "Set<Key> seen = new HashSet<>();\nseen.add(key);",
    ),
    Ecosystem.RUBY: Remedy(
        "In {where}, keep what is searched for in a `Set` instead of an array.",
        (0.5, 0.8, 1.0),
        RULE,
        "seen << key unless seen.include?(key)",
        "seen = Set.new\nseen << key",
    ),
    Ecosystem.DOTNET: Remedy(
        "In {where}, keep what is searched for in a `HashSet` instead of a `List`.",
        (0.5, 0.8, 1.0),
        RULE,
        "if (!seen.Contains(key)) seen.Add(key); // List",
        "var seen = new HashSet<Key>();\nseen.Add(key);",
    ),
}

ONCE = "every step as cheap as the first ones were, at best"

OF_DEEDS = {
    (Ecosystem.JAVASCRIPT, COPIES): Remedy(
        "In {where}, `push` onto one array (or set a key of one object) instead of copying all "
        "of it "
        "with `...` or `concat` for each item.",
        (0.5, 0.9, 1.0),
        ONCE,
        "list = [...list, item];",
        "list.push(item);",
    ),
    (Ecosystem.JAVASCRIPT, COPIES_OBJECT): Remedy(
        "In {where}, set the key of one object instead of copying all of it for each item.",
        (0.5, 0.9, 1.0),
        ONCE,
        "rows.reduce((all, row) => ({ ...all, [row.id]: row }), {});",
        "Object.fromEntries(rows.map(row => [row.id, row]));",
    ),
    (Ecosystem.JAVASCRIPT, MOVES): Remedy(
        "In {where}, walk an index through the array instead of taking its first element away, "
        "which "
        "moves all the others.",
        (0.5, 0.9, 1.0),
        ONCE,
        "while (queue.length) use(queue.shift());",
        "for (let i = 0; i < queue.length; i++) use(queue[i]);",
    ),
    (Ecosystem.PYTHON, COPIES): Remedy(
        "In {where}, extend one list instead of making a new one for each item.",
        (0.5, 0.9, 1.0),
        ONCE,
        "rows = rows + [row]",
        "rows.append(row)",
    ),
    (Ecosystem.PYTHON, MOVES): Remedy(
        "In {where}, take from the front of a `collections.deque`; a list moves all that stands "
        "behind.",
        (0.5, 0.9, 1.0),
        ONCE,
        "while queue:\n    use(queue.pop(0))",
        "queue = deque(queue)\nwhile queue:\n    use(queue.popleft())",
    ),
}


def quadratic_remedy(language: Ecosystem | None, deed: str) -> Remedy:
    """What helps in a language against what is done to a list each time, "" for unknown."""
    special = OF_DEEDS.get((language, deed)) if language else None
    return special or remedy_for(REMEDIES, language)
