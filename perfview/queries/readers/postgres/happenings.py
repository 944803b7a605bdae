"""What else PostgreSQL's log tells: waits for locks, files, checkpoints, connections, errors.

Messages are told apart with their numbers and names masked, each distinct one once.
Source: src/backend/po of PostgreSQL 15 for the words in other languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.masked_messages import NUMBER, QUOTED, VALUE, mask_messages, numbers_in
from perfview.queries import model as m
from perfview.queries.readers.postgres.columns import ERROR, FATAL, MESSAGE, PANIC, LogEntries

_TIMES = {"ms": 1e6, "s": 1e9, "min": 60e9, "h": 3600e9}
_SIZES = {"bytes": 1.0, "kb": 1024.0, "pages": 8192.0}


def _rule(kind: int, pattern: str) -> tuple[int, re.Pattern[str]]:
    """A kind of event and what its message looks like; ``#`` is a number, its group says of what,
    ``"`` a quoted text."""
    pattern = re.sub(r"<(\w+)#>", rf"(?P<\1>{chr(NUMBER)})", pattern)
    return kind, re.compile(pattern.replace("#", chr(NUMBER)).replace('"', chr(QUOTED)))


_RULES = (
    _rule(
        m.DEADLOCK,
        r"^(?:process # detected deadlock|Prozess # hat Verklemmung|le processus # a détecté"
        r"|el proceso # detectó|процесс # обнаружил|il processo # ha rilevato)[^#]*(?:<ms#> m?s)?",
    ),
    _rule(m.LOCK_WAIT, r"process # (?:still waiting for|acquired|avoided deadlock) .* <ms#> ms"),
    _rule(m.LOCK_WAIT, r"Prozess # (?:wartet|erlangte|vermied) .* <ms#> ms"),
    _rule(m.LOCK_WAIT, r"le processus # (?:est toujours|a acquis|a évité) .* <ms#> ms"),
    _rule(m.LOCK_WAIT, r"el proceso # (?:aún espera|adquirió|evitó) .* <ms#> ms"),
    _rule(m.LOCK_WAIT, r"(?:процесс|процес|process|il processo) # .* <ms#> (?:мс|ms)$"),
    _rule(
        m.DEADLOCK,
        r"(?i)^(?:deadlock detected|Verklemmung|interblocage|se ha detectado un deadlock"
        r"|rilevato deadlock|обнаружена взаимоблокировка|deadlock upptäckt|виявлено взаємне"
        r"|检测到死锁|發現死結|デッドロックを検出)",
    ),
    _rule(
        m.TEMPORARY_FILE,
        r'^(?:temporary file|temporäre Datei|fichier temporaire|archivo temporal|file temporaneo'
        r'|временный файл|temporär fil|тимчасовий файл|一時ファイル|临时文件|暫存檔|임시 파일)\b'
        r'.* <bytes#>$',
    ),
    _rule(m.CHECKPOINT, r"^(?:checkpoint|restartpoint) complete: wrote <pages#> .*total=<s#> s"),
    _rule(
        m.CHECKPOINT,
        r"(?i)^(?:checkpoints? |restartpoint |checkpoint beginnt|début du checkpoint"
        r"|empezando checkpoint)",
    ),
    _rule(m.VACUUM, r"(?s)^automatic (?:aggressive )?(?:vacuum|analyze).* elapsed: <s#> s"),
    _rule(
        m.VACUUM,
        r"(?s)^(?:automatic (?:aggressive )?(?:vacuum|analyze)|automatisches (?:Vacuum|Analysieren)"
        r"|(?:VACUUM|ANALYZE) automatique|(?:vacuum|analyze) automático|автоматическ)",
    ),
    _rule(
        m.DISCONNECTION,
        r"^(?:disconnection|Verbindungsende|déconnexion|desconexión|disconnessione|отключение"
        r"|nedkoppling|відключення|接続を切断|断开连接|中斷連線|연결종료)\b[^#]*<h#>:<min#>:<s#>",
    ),
    _rule(
        m.CONNECTION,
        r"^(?:connection (?:received|authorized|authenticated)|Verbindung (?:empfangen|autorisiert)"
        r"|connexion (?:reçue|autorisée)|conexión (?:recibida|autorizada)"
        r"|connessione (?:ricevuta|autorizzata)|принято подключение|подключение авторизовано"
        r"|ansluting mottagen|接続を受け付けました|已接收到连接|連線已接收|접속 수락)",
    ),
    _rule(
        m.CANCELLED,
        r"(?i)^(?:canceling statement|canceling autovacuum|terminating connection|storniere Anfrage"
        r"|annulation de la requête|cancelando la sentencia|annullamento dell'istruzione"
        r"|выполнение оператора отменено|avbryter sats)",
    ),
)  # fmt: skip
_RECEIVED = re.compile(
    r"^(?:connection received|Verbindung empfangen|connexion reçue|conexión recibida"
    r"|connessione ricevuta|принято подключение|ansluting mottagen|接続を受け付けました"
    r"|已接收到连接|連線已接收|접속 수락)"
)
_SHOWN = str.maketrans({chr(mark): "?" for mark in (NUMBER, QUOTED, VALUE)})


@dataclass(frozen=True)
class Happenings:
    """e entries, in their order, that are no statements: row int64 of the entries; kind uint8 of
    `EVENT_KINDS`; duration_ns, bytes int64, -1 unknown; words int32 of `messages`, the masked
    texts; begins bool: a connection was made."""

    row: NDArray[np.int64]
    kind: NDArray[np.uint8]
    duration_ns: NDArray[np.int64]
    bytes: NDArray[np.int64]
    words: NDArray[np.int32]
    messages: list[str]
    begins: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class _Told:
    """What a masked message is: the numbers that are amounts, by what they count."""

    kind: int
    amounts: dict[str, int]
    begins: bool


def _told(masked: str) -> _Told:
    first = masked[:600]
    for kind, pattern in _RULES:
        if match := pattern.search(first):
            amounts = {
                unit: first.count(chr(NUMBER), 0, match.start(unit))
                for unit in pattern.groupindex
                if match[unit]
            }
            return _Told(kind, amounts, _RECEIVED.match(first) is not None)
    return _Told(m.OTHER_EVENT, {}, False)


def happenings(entries: LogEntries, rows: NDArray[np.int64]) -> Happenings:
    """What these rows of the entries tell."""
    spans = entries.span(MESSAGE)
    words, interner = mask_messages(entries.content, spans, rows)
    masked = [text.decode("utf-8", "replace") for text in interner.texts()]
    told = [_told(text) for text in masked]
    kind = np.array([each.kind for each in told], np.uint8)[words]
    severity = entries.severity[rows]
    failed = np.isin(severity, (ERROR, FATAL, PANIC)) & (kind == m.OTHER_EVENT)
    kind[failed] = m.ERROR
    duration = _amounts(entries, spans, rows, words, told, _TIMES)
    size = _amounts(entries, spans, rows, words, told, _SIZES)
    begins = np.array([each.begins for each in told], np.bool_)[words]
    shown = [text.split("\n", 1)[0].translate(_SHOWN).strip() for text in masked]
    return Happenings(rows, kind, duration, size, words, shown, begins)


def _amounts(
    entries: LogEntries,
    spans: NDArray[np.int32],
    rows: NDArray[np.int64],
    words: NDArray[np.int32],
    told: list[_Told],
    units: dict[str, float],
) -> NDArray[np.int64]:
    """int64 (e): the sum of what a message tells in these units, -1 for nothing."""
    total = np.full(len(rows), -1.0)
    for unit, scale in units.items():
        which = np.array([each.amounts.get(unit, -1) for each in told], np.int64)[words]
        at = np.flatnonzero(which >= 0)
        if len(at):
            found = numbers_in(entries.content, spans, rows[at], which[at])
            total[at] = np.maximum(total[at], 0) + np.maximum(found, 0) * scale
    return np.where(total > 9e18, -1.0, np.rint(total)).astype(np.int64)
