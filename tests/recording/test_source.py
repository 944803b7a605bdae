"""Bytes come whole, in order and within bounds from whatever a path may lead to."""

from __future__ import annotations

import gc
import gzip
import io
import os
import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from perfview.kernels.padding import PAD
from perfview.recording import inflating
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

CONTENT = random.Random(1).randbytes(300_000) + b"span " * 500_000


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def two_members(data: bytes) -> bytes:
    return gzip.compress(data[:1000]) + gzip.compress(data[1000:], 1) + b"\0" * 512


def two_frames(data: bytes) -> bytes:
    skippable = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"about"
    packer = zstandard.ZstdCompressor(write_checksum=True)
    return packer.compress(data[:1000]) + skippable + packer.compress(data[1000:])


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": two_members,
    "zstd": two_frames,
    "zip": lambda data: zipped(("folder/", b""), ("folder/trace.json", data)),
}
COMPRESSED = sorted(WRAPPINGS)[1:]


def whole(source: Source, size: int = 1 << 20) -> bytes:
    found = bytearray()
    for buffer, length, offset in source.blocks(size):
        assert offset == len(found)
        assert not buffer[length : length + PAD].any()
        found += buffer[:length].tobytes()
    return bytes(found)


@pytest.mark.parametrize("compression", WRAPPINGS)
@pytest.mark.parametrize("size", [77_777, 4 << 20])
def test_content_is_the_same_however_it_is_wrapped(
    tmp_path: Path, compression: str, size: int
) -> None:
    path = tmp_path / "recording.pdf"
    path.write_bytes(WRAPPINGS[compression](CONTENT))
    with Source(path) as source:
        assert source.compression == compression
        assert source.size == path.stat().st_size
        assert source.head == CONTENT[:65536]
        assert source.tail == (b"" if compression else CONTENT[-65536:])
        assert source.content_size in (0, len(CONTENT))
        assert whole(source, size) == CONTENT
        assert source.broken is None
        if compression in ("gzip", "zstd"):
            assert source.consumed == source.size


@pytest.mark.parametrize("compression", WRAPPINGS)
@pytest.mark.parametrize("read_before", [False, True])
def test_any_place_can_be_looked_up(
    compression: str, read_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inflating, "_CHECKPOINT", 300_000)
    source = Source.from_bytes(WRAPPINGS[compression](CONTENT))
    if read_before:
        whole(source)
    for offset in (2_000_000, 5, 1_048_570, 0, len(CONTENT) - 4, len(CONTENT), 2_500_000, 999):
        assert source.read_at(offset, 20) == CONTENT[offset : offset + 20]
    assert source.read_at(1_000_000, 1_500_000) == CONTENT[1_000_000:2_500_000]


def test_a_passage_of_a_plain_file_may_start_and_stop_anywhere() -> None:
    source = Source.from_bytes(CONTENT)
    blocks = list(source.blocks(1 << 20, start=1000, stop=5000))
    assert [(length, offset) for _, length, offset in blocks] == [(4000, 1000)]
    assert blocks[0][0][:4000].tobytes() == CONTENT[1000:5000]
    passage = source.open_at(10)
    assert passage.skip(90) == 90
    room = bytearray(7)
    assert passage.read_into(memoryview(room)) == 7
    assert room == CONTENT[100:107]
    assert passage.skip(1 << 40) == len(CONTENT) - 107


def test_a_compressed_file_is_read_from_its_start() -> None:
    source = Source.from_bytes(gzip.compress(CONTENT))
    with pytest.raises(ValueError, match="from its start"):
        source.open_at(5)
    assert source.open_at().skip(1 << 40) == len(CONTENT)


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize("kept", [0.1, 0.6, 0.9999])
def test_a_cut_off_stream_gives_what_came_before(compression: str, kept: float) -> None:
    packed = WRAPPINGS[compression](CONTENT).rstrip(b"\0")
    source = Source.from_bytes(packed[: int(len(packed) * kept)])
    found = whole(source)
    assert CONTENT.startswith(found)
    assert source.broken is not None
    assert source.broken.offset == len(found)
    assert "breaks off" in source.broken.reason


@pytest.mark.parametrize("compression", COMPRESSED)
def test_a_damaged_stream_gives_what_came_before(compression: str) -> None:
    packed = bytearray(WRAPPINGS[compression](CONTENT))
    packed[250_000:250_020] = b"\xff" * 20
    source = Source.from_bytes(bytes(packed))
    found = whole(source)
    assert source.broken is not None
    assert source.broken.offset == len(found)
    assert found[:150_000] == CONTENT[:150_000]


def test_the_last_bytes_before_gzip_damage_are_kept() -> None:
    packed = bytearray(gzip.compress(b"a recording" * 100))
    packed[-8] ^= 1  # The check sum is wrong, the content is all there.
    source = Source.from_bytes(bytes(packed))
    assert whole(source) == (b"a recording" * 100)[:-1]
    assert source.broken is not None


def test_what_follows_gzip_data_is_said() -> None:
    source = Source.from_bytes(gzip.compress(b"spans") + b"something else")
    assert whole(source) == b"spans"
    assert source.broken is not None
    assert "something else" in source.broken.reason


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(size >> 20)) + packer.flush()


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(lambda: bomb(144 << 20), id="gzip"),
        pytest.param(lambda: zstandard.compress(bytes(144 << 20)), id="zstd"),
        pytest.param(lambda: zipped(("zeros", bytes(144 << 20))), id="zip"),
    ],
)
def test_a_bomb_is_refused_after_little_of_it(packed: Callable[[], bytes]) -> None:
    source = Source.from_bytes(packed())
    offsets = []
    with pytest.raises(UnreadableInput, match="1,000 times its size"):
        offsets.extend(offset for _, _, offset in source.blocks())
    assert max(offsets) <= 112 << 20


def test_content_may_not_inflate_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflating, "MOST_INFLATED", 1 << 20)
    with pytest.raises(UnreadableInput, match="inflates to more than"):
        whole(Source.from_bytes(gzip.compress(CONTENT)))


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (lambda: zipped(("folder/", b"")), "holds no file"),
        (lambda: zipped(("a", CONTENT))[:2000], "incomplete or damaged"),
        (lambda: zipped(("a", CONTENT), method=zipfile.ZIP_BZIP2), "rare compression"),
        (lambda: b"\x1f\x8b\x08" + b"\xff" * 100, "Nothing can be unpacked"),
        (lambda: b"\x28\xb5\x2f\xfd" + b"\xff" * 100, "Nothing can be unpacked"),
        (lambda: gzip.compress(b""), "not a single byte"),
        (lambda: b"", "nothing to read"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_in_words(
    packed: Callable[[], bytes], words: str
) -> None:
    with pytest.raises(UnreadableInput, match=words):
        Source.from_bytes(packed())


def test_paths_that_are_no_files_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    cases = {"empty": "empty", "missing": "no such file", "empty/x": "no such file"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        cases["pipe"] = "named pipe"
    if Path("/dev/zero").exists():
        cases["/dev/zero"] = "device"
    for name, words in cases.items():
        with pytest.raises(UnreadableInput, match=words):
            Source(tmp_path / name)
    with pytest.raises(UnreadableInput, match="not a path"):
        Source("a\0b")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(UnreadableInput, match="permission"):
        Source(path)


def test_a_deleted_or_replaced_file_can_still_be_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(CONTENT)
    with Source(path) as source:
        path.unlink()
        path.write_bytes(b"another")
        assert source.read_at(1000, 20) == CONTENT[1000:1020]


def test_a_changed_file_is_not_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(CONTENT)
    with Source(path) as source:
        path.write_bytes(b"?" * len(CONTENT))
        os.utime(path, ns=(0, 5))
        with pytest.raises(UnreadableInput, match="changed after it was opened"):
            source.read_at(1000, 20)


def test_a_file_that_grew_can_still_be_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(CONTENT)
    with Source(path) as source:
        with path.open("ab") as file:
            file.write(b"more")
        assert source.read_at(len(CONTENT) - 4, 20) == CONTENT[-4:]
        assert whole(source) == CONTENT


def test_a_file_that_shrinks_while_being_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(CONTENT)
    with Source(path) as source:
        blocks = source.blocks(1 << 20)
        next(blocks)
        os.truncate(path, 1 << 20)
        with pytest.raises(UnreadableInput, match="became shorter"):
            next(blocks)


def test_a_closed_source_says_so(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(CONTENT)
    source = Source(path)
    source.close()
    source.close()
    with pytest.raises(UnreadableInput, match="closed"):
        source.read_at(0, 1)


def test_the_content_key_follows_content_and_time(tmp_path: Path) -> None:
    path = tmp_path / "recording"

    def key(content: bytes, time: int = 1) -> str:
        path.write_bytes(content)
        os.utime(path, ns=(time, time))
        with Source(path) as source:
            return source.content_key()

    known = key(CONTENT)
    assert known == key(CONTENT)
    changed = bytearray(CONTENT)
    changed[-70_000] ^= 1
    small = key(b"small")
    others = [key(CONTENT, 2), key(CONTENT + b"x"), key(bytes(changed)), small, key(b"smalL")]
    assert len({known, *others}) == 6


def test_reading_files_does_not_load_the_compiler() -> None:
    import subprocess
    import sys

    code = "import sys, perfview.recording.source as s; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_a_dropped_source_gives_its_file_back(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_text("{}")
    gc.collect()  # What other tests dropped is not what is counted here.
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        Source(path)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before
