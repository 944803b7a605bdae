"""Sizes of files put together from others' stretches are those that zlib gives."""

from __future__ import annotations

import random

import pytest

from perfview.bundles.built import splicing
from perfview.bundles.built.codecs import GZIP_FRAME, deflated
from perfview.bundles.built.splicing import (
    Part,
    Tokens,
    joined,
    spliced_gzip_size,
    tokens_of,
)

Text = tuple[bytes, Tokens | None]


def _text(seed: int, words: int) -> Text:
    chosen = random.Random(seed)
    known = [bytes(chosen.choices(b"abcdefgh(){};=.,", k=chosen.randrange(2, 12)))
             for _ in range(4_000)]  # fmt: skip
    text = b"".join(known[min(int(chosen.expovariate(0.003)), 3_999)] for _ in range(words))
    return text, tokens_of(deflated(text), len(text))


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return [_text(1, 90_000), _text(2, 30_000), _text(3, 4_000)]


def _parts(text: Text, *stretches: tuple[int, int]) -> list[Part]:
    return [Part(text[0], start, stop, text[1]) for start, stop in stretches]


def _size(parts: list[Part]) -> int:
    return spliced_gzip_size(parts, joined(parts))


def _truly(parts: list[Part]) -> int:
    return len(deflated(joined(parts))) + GZIP_FRAME


def test_a_whole_text_weighs_what_it_weighed(texts: list[Text]) -> None:
    parts = _parts(texts[0], (0, len(texts[0][0])))
    assert _size(parts) == _truly(parts)


def test_texts_without_stretches_in_the_middle(texts: list[Text]) -> None:
    long = len(texts[0][0])
    for gap in ((0, 1), (1, 2), (200_000, 200_001), (150_000, 300_000), (long - 5, long)):
        parts = _parts(texts[0], (0, gap[0]), (gap[1], long))
        assert _size(parts) == _truly(parts)


def test_what_stands_in_front_and_behind(texts: list[Text]) -> None:
    middle = _parts(texts[0], (100_000, 400_000))
    other = [Part(b"let before=1;", 0, 13), *middle, *_parts(texts[2], (0, 9_000))]
    assert _size(middle) == _truly(middle)
    assert _size(other) == _truly(other)


@pytest.mark.parametrize("seed", range(12))
def test_stretches_of_several_texts(texts: list[Text], seed: int) -> None:
    chosen, parts = random.Random(seed), []
    for _ in range(chosen.randrange(1, 4)):
        text = chosen.choice(texts)
        places = sorted(chosen.sample(range(len(text[0])), 2 * chosen.choice((1, 2, 5))))
        parts += _parts(text, *zip(places[::2], places[1::2], strict=True))
    assert _size(parts) == _truly(parts)


def test_little_is_compressed_again(texts: list[Text], monkeypatch: pytest.MonkeyPatch) -> None:
    long, given = len(texts[0][0]), []
    decode = splicing.deflate_tokens
    monkeypatch.setattr(
        splicing, "deflate_tokens", lambda stream, size: given.append(size) or decode(stream, size)
    )
    monkeypatch.setattr(splicing, "deflated", lambda text: pytest.fail("compressed all of it"))
    parts = _parts(texts[0], (0, long // 2), (long // 2 + 3_000, long))
    _size(parts)
    assert 0 < sum(given) < 45_000


def test_tokens_of_another_way_to_compress_are_not_trusted() -> None:
    text = b"abcdefgh" * 900 + bytes(range(256)) * 30
    import zlib

    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 3)
    assert tokens_of(stream.compress(text * 9) + stream.flush(), 9 * len(text)) is None
    parts = [Part(text, 0, len(text), None)]
    assert _size(parts) == _truly(parts)
