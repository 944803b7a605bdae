"""Comments in statements."""

from __future__ import annotations

import numpy as np

from perfview.kernels.memory import PAD
from perfview.queries.gathering.calls import Written, gather
from perfview.queries.gathering.remarks import read_remarks
from perfview.recording.progress import Progress

_TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_comments_name_the_request_and_the_code() -> None:
    texts = [
        "select 1 /*action='show',controller='posts',"
        f"traceparent='00-{_TRACE}-b7ad6b7169203331-01'*/",
        "select 1 /*application:Shop,controller:users*/",
        "select 1",
        f"select 2 /*traceparent='00-{_TRACE}-0000000000000001-01'*/",
    ]
    data = [text.encode() for text in texts]
    stop = np.cumsum([len(each) for each in data])
    content = np.frombuffer(bytearray(b"".join(data) + bytes(PAD)), np.uint8)
    written = Written(content, stop - [len(each) for each in data], stop)
    gathered = gather(written, "postgres", np.zeros(4, np.int64), Progress())
    assert gathered.statement.tolist() == [0] * 4
    assert gathered.key[0] == gathered.key[1] == gathered.key[2]
    told = read_remarks(written, gathered.remark)
    assert told.traces == [_TRACE]
    assert told.trace.tolist() == [0, -1, -1, 0]
    assert told.parent.tolist() == [0, -1, -1, 1]
    assert told.callers[told.caller[0]] == "controller posts, action show"
    assert told.callers[told.caller[1]] == "controller users, application Shop"
    assert told.caller[2] == -1
