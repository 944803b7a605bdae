"""What detectors of loops say, when, and when they keep silent."""

import pytest

from perfview.findings.detector import Detector, Limits, document
from perfview.findings.finding import Finding, Severity
from perfview.queries.detectors.query_duplicates import QueryDuplicates
from perfview.queries.detectors.query_n_plus_one import QueryNPlusOne
from perfview.queries.detectors.query_paging_loop import QueryPagingLoop
from perfview.queries.detectors.query_write_loop import QueryWriteLoop
from perfview.queries.study import Study
from tests.queries.building import QueryBuilder

ALL = (QueryDuplicates, QueryNPlusOne, QueryPagingLoop, QueryWriteLoop)
STACK = "shop/orders.py:17 show\nsite-packages/sqlalchemy/orm/query.py:99 all"
USER = "SELECT id, name FROM users WHERE id = {} AND secret = 'hunter2'"


def looped(text: str = USER, calls: int = 8, ms: float = 1.0) -> QueryBuilder:
    builder = QueryBuilder()
    builder.call("SELECT id, user_id FROM posts WHERE day = 3", 2, trace="t", rows=calls)
    for number in range(calls):
        builder.call(text.format(number), ms, trace="t", rows=1, caller=STACK)
    return builder


def found(
    recorded: QueryBuilder | Study, kind: type[Detector] = QueryNPlusOne, **limits: float
) -> list[Finding]:
    detector = kind()
    overrides = {name.replace("_", "-"): value for name, value in limits.items()}
    study = recorded if isinstance(recorded, Study) else recorded.study()
    return list(detector.detect(study, Limits(detector, overrides)))


@pytest.mark.parametrize("detector", ALL)
def test_each_is_a_document_that_names_its_limits(detector: type[Detector]) -> None:
    told = document(detector)

    for threshold in detector.thresholds:
        assert f"`{threshold.name}`" in told.sections["What it looks for"]


def test_a_loop_is_told_with_its_numbers_its_source_and_its_place() -> None:
    (finding,) = found(looped())

    assert finding.title == "N+1 query on users in shop/orders.py:17 show"
    assert "8 times" in finding.why
    assert "posts" in finding.why
    assert "`user_id` is looked up as `id`" in finding.why
    assert {each.name: each.value for each in finding.measures}["same statement"] == 8
    assert finding.evidence.total == 8
    assert finding.evidence.rows[0] == 0


def test_the_mapper_is_told_in_its_own_words() -> None:
    (finding,) = found(looped())

    assert finding.how.startswith("With SQLAlchemy: `options(selectinload(")


def test_a_statement_that_only_looks_like_a_mapper_says_so() -> None:
    builder = QueryBuilder()
    builder.call("SELECT id FROM posts", trace="t")
    for number in range(8):
        builder.call(f'SELECT "users".* FROM "users" WHERE "users"."id" = {number}', trace="t")
    (finding,) = found(builder)

    assert finding.how.startswith("If this is Active Record, as the statement looks: `includes")


def test_the_example_runs_once_and_holds_no_literal() -> None:
    (finding,) = found(looped())

    assert finding.example is not None
    assert "id = ANY(?)" in finding.example.after
    assert "LEFT JOIN users" in finding.example.after
    assert "hunter2" not in repr(finding)


def test_the_saving_is_of_database_time_with_its_interval() -> None:
    (finding,) = found(looped())

    assert finding.saving is not None
    assert finding.saving.of == "database time"
    assert finding.saving.before == 10e6
    assert finding.saving.low <= finding.saving.value == 7e6


def test_without_durations_nothing_is_said_to_be_saved() -> None:
    builder = QueryBuilder()
    builder.call("SELECT id, user_id FROM posts", trace="t", duration_ns=-1)
    for number in range(8):
        builder.call(USER.format(number), trace="t", duration_ns=-1)
    (finding,) = found(builder)

    assert finding.saving is None
    assert "database" not in finding.why


def test_severity_goes_by_time_and_number() -> None:
    assert found(looped(ms=0.1, calls=5), time=50e6)[0].severity is Severity.WARNING
    assert found(looped(ms=10))[0].severity is Severity.CRITICAL
    builder = looped(ms=0.01, calls=6)
    builder.call("SELECT sum(x) FROM facts", 900)
    study = builder.study()
    assert found(study)[0].severity is Severity.INFO
    assert found(study, certain_repeats=6)[0].severity is Severity.WARNING


def test_limits_are_kept_on_both_sides() -> None:
    assert len(found(looped(calls=5))) == 1
    assert found(looped(calls=4)) == []
    assert len(found(looped(calls=4), repeats=4)) == 1
    assert found(looped(calls=5), repeats=6) == []


def test_each_kind_has_its_detector() -> None:
    texts = {
        "SELECT count(*) FROM notes WHERE user_id = {}": QueryNPlusOne,
        "UPDATE users SET seen = 1 WHERE id = {}": QueryWriteLoop,
        "INSERT INTO audit (who) VALUES ({})": QueryWriteLoop,
        "SELECT value FROM settings WHERE name = 'x'": QueryDuplicates,
        "SELECT id FROM users WHERE id > {} ORDER BY id LIMIT 100": QueryPagingLoop,
        "FETCH FORWARD {} FROM c1": None,
    }
    for text, expected in texts.items():
        told = [each for each in ALL if found(looped(text), each)]
        assert told == ([expected] if expected else []), text


def test_writes_are_told_as_rows_that_go_together() -> None:
    (finding,) = found(looped("INSERT INTO audit (who) VALUES ({})"), QueryWriteLoop)

    assert finding.title.startswith("One INSERT per row into audit")
    assert "session.add_all" in finding.how
    assert finding.example is not None
    assert finding.example.before.count("(?)") == 1


def test_a_refused_rewrite_says_why() -> None:
    text = "SELECT row_number() OVER (ORDER BY day), day FROM notes WHERE user_id = {}"
    (finding,) = found(looped(text))

    assert finding.example is None
    assert "window" in finding.how


def test_the_name_of_a_finding_stays_when_numbers_change() -> None:
    first, second = found(looped(calls=8)), found(looped(calls=19, ms=3))

    assert first[0].id == second[0].id


def test_a_healthy_recording_is_silent() -> None:
    builder = QueryBuilder()
    for trace in range(30):
        builder.call("SELECT id, user_id FROM posts WHERE day = 3", trace=f"t{trace}")
        builder.call("SELECT id, name FROM users WHERE id IN (1, 2, 3)", trace=f"t{trace}")
        builder.call(USER.format(trace), trace=f"t{trace}")

    study = builder.study()

    assert [each.name for each in ALL if found(study, each)] == []
