"""Zip archives of several files: one stream, each file a source by itself."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

import pytest

from perfview.recording import members
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

TEXT = b"".join(b'{"row": %d}\n' % i for i in range(60_000))


def archive(*files: tuple[str, bytes, int]) -> bytes:
    """A zip of (name, content, method)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content, method in files:
            packed.writestr(name, content, method)
    return out.getvalue()


STORED, DEFLATED, LZMA = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA
MANY = archive(
    ("a.json", TEXT, DEFLATED),
    ("folder/", b"", STORED),
    ("folder/b.json", TEXT[::-1], STORED),
    ("c.json.gz", gzip.compress(b"inner"), STORED),
    ("d.json.gz", gzip.compress(b"deflated twice"), DEFLATED),
    ("e.json", "größer".encode("utf-16"), DEFLATED),
    ("__MACOSX/a.json", b"noise", DEFLATED),
    ("empty", b"", STORED),
    ("rare", b"x", LZMA),
    ("nested.zip", archive(("a", b"b", STORED)), STORED),
)
CONTENT = TEXT + TEXT[::-1] + b"inner" + b"deflated twice" + "größer".encode()


def test_each_file_is_a_source_and_the_rest_is_named() -> None:
    source = Source.from_bytes(MANY)
    assert source.compression == "zip"
    found = {m.name: (m.source.head[:6], m.size) for m in source.members}
    assert found == {
        "a.json": (TEXT[:6], len(TEXT)),
        "folder/b.json": (TEXT[::-1][:6], len(TEXT)),
        "c.json.gz": (b"inner", 5),
        "d.json.gz": (b"deflat", 14),
        "e.json": ("größe".encode()[:6], len("größer".encode())),
    }
    assert {each.name: each.why for each in source.left_out} == {
        "empty": "empty",
        "rare": "packed with a rare compression method",
        "nested.zip": "an archive in the archive",
    }


def test_the_stream_is_the_files_end_to_end() -> None:
    source = Source.from_bytes(MANY)
    assert source.content_size == len(CONTENT)
    blocks = [(buffer[:n].tobytes(), at) for buffer, n, at in source.blocks(100_000)]
    assert b"".join(piece for piece, _ in blocks) == CONTENT
    first = source.members[1].first
    assert source.read_at(first + 10, 20) == CONTENT[first + 10 : first + 30]
    assert source.read_at(source.members[3].first, 99) == b"deflated twice"
    assert source.read_at(len(CONTENT), 5) == b""


def test_a_passage_may_leave_out_whole_files() -> None:
    passage = Source.from_bytes(MANY).open_at()
    assert passage.skip(len(TEXT) + 7) == len(TEXT) + 7
    room = bytearray(30)
    passage.read_into(memoryview(room))
    assert bytes(room) == CONTENT[len(TEXT) + 7 :][:30]
    assert passage.skip(1 << 40) == len(CONTENT) - len(TEXT) - 37


def test_a_damaged_file_ends_early_and_harms_no_other() -> None:
    packed = bytearray(archive(("a", TEXT, DEFLATED), ("b", b"whole", STORED)))
    packed[20_000:20_010] = b"\xff" * 10
    source = Source.from_bytes(bytes(packed))
    first = b"".join(buffer[:n].tobytes() for buffer, n, _ in source.members[0].source.blocks())
    assert source.members[0].source.broken is not None
    assert TEXT.startswith(first[:1000])
    assert source.read_at(len(TEXT), 5) == b"whole"


def test_a_wrong_check_sum_is_damage() -> None:
    packed = archive(("a", b"some content", STORED), ("b", TEXT, DEFLATED))
    wrong = packed.replace(zlib.crc32(TEXT).to_bytes(4, "little"), b"\x01\x02\x03\x04")
    source = Source.from_bytes(wrong).members[1].source
    assert b"".join(b[:n].tobytes() for b, n, _ in source.blocks()) == TEXT
    assert source.broken is not None


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = archive(("a", bytes(144 << 20), DEFLATED), ("b", b"x", STORED))
    bomb = Source.from_bytes(zeros)
    with pytest.raises(UnreadableInput, match="1,000 times its size"):
        list(bomb.members[0].source.blocks())
    monkeypatch.setattr(members, "MOST_INFLATED", 100 << 20)
    with pytest.raises(UnreadableInput, match="inflate to more than"):
        Source.from_bytes(zeros)


def test_files_that_overlap_are_a_bomb() -> None:
    packed = archive(("a", TEXT, STORED), ("b", TEXT, STORED))
    with zipfile.ZipFile(io.BytesIO(packed)) as listed:
        start = listed.start_dir
        second = listed.getinfo("b").header_offset
    directory = packed[start:].replace(second.to_bytes(4, "little"), bytes(4))
    shifted = directory.replace(start.to_bytes(4, "little"), second.to_bytes(4, "little"))
    with pytest.raises(UnreadableInput, match="overlap"):
        Source.from_bytes(packed[:second] + shifted)


def test_what_is_packed_twice_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_IN_MEMORY", 1000)
    packed = archive(("a.gz", gzip.compress(TEXT), STORED), ("b", b"x", STORED))
    source = Source.from_bytes(packed)
    assert [m.name for m in source.members] == ["b"]
    assert "too large" in source.left_out[0].why


def test_files_behind_a_password_are_told() -> None:
    packed = bytearray(archive(("a", b"secret", STORED), ("b", b"open", STORED)))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    source = Source.from_bytes(bytes(packed))
    assert [m.name for m in source.members] == ["b"]
    assert source.left_out[0].why == "protected by a password"
