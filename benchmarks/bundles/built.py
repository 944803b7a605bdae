"""Made-up builds with their files: stats, and beside them code with source maps."""

from __future__ import annotations

import json
import random
import sys
from itertools import pairwise
from pathlib import Path

from benchmarks.bundles.stats import PER_MODULE, Build
from benchmarks.recordings import DATA

_SEED = 11
_WORDS, _LEAST, _MOST = 6_000, 20, 600
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def built(megabytes: int) -> Path:
    """Stats of about so many million bytes with a folder of built files beside them, made when
    they are not there yet."""
    folder = DATA / f"built-{megabytes}"
    stats = folder / "stats.json"
    if not stats.exists():
        print(f"making {folder.name}", file=sys.stderr, flush=True)
        dist = folder / "dist"
        dist.mkdir(parents=True, exist_ok=True)
        build, words = Build(megabytes * 1_000_000 // PER_MODULE), _words()
        for name, paths in build.files():
            build.file_bytes[name] = _write(dist / name, paths, words)
        unfinished = stats.with_suffix(".part")
        with unfinished.open("w") as file:
            file.writelines(build.parts())
        unfinished.rename(stats)
    return stats


def _words() -> list[str]:
    """What code is made of: names, calls and punctuation."""
    chosen = random.Random(_SEED)
    letters = "etaoinshrdlucm"
    names = ["".join(chosen.choices(letters, k=chosen.randrange(1, 10))) for _ in range(_WORDS)]
    return [name + chosen.choice(("(e,", ".", "=", ");", "{", "},", ":t,", '"')) for name in names]


def _write(path: Path, sources: list[str], words: list[str]) -> int:
    """A file of one line with the code of these modules, and its map; its bytes."""
    chosen, texts = random.Random(path.name), []
    for _ in sources:
        long = chosen.randrange(_LEAST, _MOST)
        often = words[: chosen.choice((60, 600, _WORDS))]
        texts.append(
            f"{chosen.randrange(9999)}:(e,t,n)=>{{{''.join(chosen.choices(often, k=long))}}},"
        )
    places = [0]
    for text in texts:
        places.append(places[-1] + len(text))
    code = "".join(texts) + f"\n//# sourceMappingURL={path.name}.map\n"
    columns = [b - a for a, b in pairwise([0, *places[:-1]])]
    mappings = ",".join(
        f"{_vlq(column)}{'C' if number else 'A'}AA" for number, column in enumerate(columns)
    )
    told = {"version": 3, "names": [], "mappings": mappings,
            "sources": [f"webpack://shop/./{source}" for source in sources]}  # fmt: skip
    path.write_text(code)
    path.with_name(f"{path.name}.map").write_text(json.dumps(told))
    return len(code)


def _vlq(number: int) -> str:
    """A number that is not negative as source maps write it."""
    left, digits = number << 1, ""
    while True:
        left, five = left >> 5, left & 31
        digits += _DIGITS[five | (32 if left else 0)]
        if not left:
            return digits
