"""Statements in applications' logs: real ones of SQLAlchemy and Django, others after their docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfview.queries.model import UNKNOWN, QueryModel
from perfview.queries.readers.application_log import ApplicationLog
from perfview.queries.readers.statement_trace import StatementTrace
from perfview.queries.soundness import is_sound_model
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source

_SAMPLES = Path(__file__).parent / "samples"
_RAILS = (
    'Started GET "/posts" for 127.0.0.1\n'
    '  \x1b[1m\x1b[36mPost Load (0.4ms)\x1b[0m  \x1b[1mSELECT "posts".* FROM "posts"\x1b[0m\n'
    "  ↳ app/controllers/posts_controller.rb:8:in `index'\n"
    '  User Load (0.3ms)  SELECT "users".* FROM "users" WHERE "users"."id" = $1  [["id", 1]]\n'
    '  CACHE User Load (0.0ms)  SELECT "users".* FROM "users" WHERE "id" = $1  [["id", 1]]\n'
    "Completed 200 OK in 12ms\n"
    'Started GET "/posts" for 127.0.0.1\n'
    '  User Load (0.2ms)  SELECT "users".* FROM "users" WHERE "users"."id" = $1  [["id", 2]]\n'
)


def _read(source: Source) -> QueryModel:
    assert ApplicationLog().sniff(source).certainty >= 0.5
    model, _ = ApplicationLog().read(source, Progress())
    assert is_sound_model(model)
    return model


def test_reads_what_sqlalchemy_echoes() -> None:
    model = _read(Source(_SAMPLES / "sqlalchemy_echo.log"))
    texts = [model.strings[i] for i in model.statements.text.tolist()]
    looped = next(i for i, text in enumerate(texts) if "? = books.author_id" in text)
    rows = model.calls.statement == looped
    assert rows.sum() == 12
    assert len(set(model.calls.key[rows].tolist())) == 12
    assert (model.calls.start_ns[1:] >= model.calls.start_ns[:-1]).all()
    assert "BEGIN" in texts
    assert not any("generated in" in text or "cached" in text for text in texts)


def test_reads_what_django_logs() -> None:
    model = _read(Source(_SAMPLES / "django_backends.log"))
    assert (model.calls.duration_ns != UNKNOWN).all()
    parameters = {model.strings[i] for i in model.samples.parameters.tolist()}
    assert any(each.startswith("(") for each in parameters)
    assert not any("args=" in model.strings[i] for i in model.statements.text.tolist())


def test_reads_what_rails_logs() -> None:
    model = _read(Source.from_bytes(_RAILS.encode()))
    assert model.calls.duration_ns.tolist() == [400_000, 300_000, 200_000]
    assert model.calls.trace.tolist() == [0, 0, 1]
    assert model.strings[model.calls.caller[0]].startswith("app/controllers/posts_controller.rb:8")
    assert model.calls.statement.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("lines", "durations_ms"),
    [
        ("1682942400123|5|statement|connection 0|url x|select ?|select 7\n"
         "1682942400130|1|commit|connection 0|url x||\n", [5]),
        ("Executed (default): SELECT 1 FROM t; Elapsed time: 5ms\n", [5]),
        ("2023/05/01 12:00:00 /app/main.go:31\n[1.25ms] [rows:1] SELECT * FROM t\n", [1.25]),
        ('query: SELECT "u"."id" FROM "u" WHERE a = $1 -- PARAMETERS: [1]\n', [None]),
        ("Hibernate: select x from y where z=?\n", [None]),
        ("prisma:query SELECT 1 FROM t\n", [None]),
    ],
)  # fmt: skip
def test_reads_other_layers(lines: str, durations_ms: list[float | None]) -> None:
    model = _read(Source.from_bytes(lines.encode()))
    wanted = [UNKNOWN if ms is None else round(ms * 1e6) for ms in durations_ms]
    assert model.calls.duration_ns.tolist() == wanted


def test_reads_what_sqlite_traces() -> None:
    lines = "BEGIN \n" + "".join(f"insert into t values({n},'x\ny')\n" for n in range(8))
    source = Source.from_bytes(lines.encode())
    timed = lines.replace(")\n", "); -- 1200 ns\n")
    for text, duration in ((lines, UNKNOWN), (timed, 1200)):
        source = Source.from_bytes(text.encode())
        model, _ = StatementTrace().read(source, Progress())
        assert len(model.statements) == 2
        assert model.calls.duration_ns[-1] == duration
    plain = "".join(f"select {n}\n" for n in range(8))
    assert StatementTrace().sniff(Source.from_bytes(plain.encode())).certainty >= 0.5


@pytest.mark.parametrize("text", ["select 1;\nselect 2;\n" * 9, "hello\nworld\n" * 9, "{}\n"])
def test_leaves_other_texts_to_others(text: str) -> None:
    source = Source.from_bytes(text.encode())
    for reader in (ApplicationLog(), StatementTrace()):
        assert reader.sniff(source).certainty < 0.5


def test_refuses_a_log_without_statements_in_words() -> None:
    with pytest.raises(UnreadableInput, match="No statement"):
        ApplicationLog().read(Source.from_bytes(b"hello\n"), Progress())
