"""Words of PostgreSQL's log in the languages its server speaks (`lc_messages`).

Source: src/backend/po/*.po of PostgreSQL 15, as compiled into the server's message catalogues.
"""

from __future__ import annotations

from perfview.queries.readers.postgres import columns as c

_SEVERITIES: tuple[tuple[int, str], ...] = (
    (c.LOG, "LOG LOGG СООБЩЕНИЕ ЗАПИСУВАННЯ 日志 日誌 로그 ჟურნალი"),
    (c.INFO, "INFO ИНФОРМАЦИЯ ІНФОРМАЦІЯ 信息 資訊 정보 ინფორმაცია"),
    (c.NOTICE, "NOTICE HINWEIS NOTIFICA NOTIS ЗАМЕЧАНИЕ ПОВІДОМЛЕННЯ 注意 알림 გაფრთხილება"),
    (
        c.WARNING,
        "WARNING WARNUNG ATTENTION ATTENZIONE VARNING ADVERTENCIA ПРЕДУПРЕЖДЕНИЕ ПОПЕРЕДЖЕННЯ 警告"
        " 경고 AVISO UYARI OSTRZEŻENIE",
    ),
    (
        c.ERROR,
        "ERROR FEHLER ERREUR ERRORE FEL ОШИБКА ПОМИЛКА 错误 錯誤 오류 შეცდომა ERRO HATA BŁĄD",
    ),
    (c.FATAL, "FATAL FATALE FATALT ВАЖНО ФАТАЛЬНО 致命错误 致命錯誤 치명적오류 ფატალური ÖLÜMCÜL"),
    (c.PANIC, "PANIC PANIK PANICO ПАНИКА ПАНІКА 灾难性错误 嚴重錯誤 손상 პანიკა PÂNICO PÁNICO"),
    (c.DEBUG, "DEBUG ОТЛАДКА НАЛАГОДЖЕННЯ 调试 除錯 디버그 გამართვა"),
)

FIRST_MORE = len(c.SEVERITIES)
"""Numbers from here on tell more of the entry before."""
MORE_COLUMNS = (c.DETAIL, c.HINT, c.CONTEXT, c.STATEMENT, -1, -1, -1)
"""Their columns: detail, hint, context, statement; an inner query, a place in the server's source
and a backtrace are left out."""
_MORE: tuple[str, ...] = (
    "DETAIL DÉTAIL DETALLE DETTAGLI DETALJ DETALHE ПОДРОБНОСТИ ВІДОМОСТІ 詳細 详情 詳情 상세정보"
    " დეტალები AYRINTI SZCZEGÓŁY",
    "HINT TIPP ASTUCE SUGERENCIA SUGGERIMENTO TIPS ПОДСКАЗКА УКАЗІВКА ヒント 提示 힌트 მინიშნება"
    " DICA İPUCU PODPOWIEDŹ",
    "CONTEXT ZUSAMMENHANG CONTEXTE CONTEXTO CONTESTO KONTEXT КОНТЕКСТ 文脈 上下文 내용 კონტექსტი"
    " BAĞLAM KONTEKST",
    "STATEMENT ANWEISUNG INSTRUCTION SENTENCIA ISTRUZIONE SATS ОПЕРАТОР ІНСТРУКЦІЯ 文 语句 陳述式"
    " 구문 ოპერატორი COMANDO DEYİM WYRAŻENIE",
    "QUERY ANFRAGE REQUÊTE CONSULTA FRÅGA ЗАПРОС ЗАПИТ 問い合わせ 查询 查詢 쿼리 მოთხოვნა",
    "LOCATION ORT EMPLACEMENT UBICACIÓN POSIZIONE PLATS ПОЛОЖЕНИЕ РОЗТАШУВАННЯ 場所 位置 위치"
    " მდებარეობა",
    "BACKTRACE",
)


def severity_words() -> dict[bytes, int]:
    """The words before the colon of an entry, each with its number."""
    found: dict[bytes, int] = {}
    for number, words in (*_SEVERITIES, *enumerate(_MORE, FIRST_MORE)):
        found |= {word.encode(): number for word in words.split()}
    return found


_DURATION = (
    "duration Dauer durée duración durata duração продолжительность тривалість 期間 耗时 持續時間"
    " 실행시간 varaktighet ხანგრძლივობა süre"
)
DURATION_WORDS = tuple(_DURATION.split())
"""The first word of an entry that tells how long a statement took."""

STATEMENT, PARSE, BIND, EXECUTE, PLAN = range(1, 6)
"""What an entry with a statement is: `LABELS`."""

LABELS: tuple[tuple[int, str], ...] = (
    (
        STATEMENT,
        "statement Anweisung instruction sentencia istruzione оператор 文 语句 陳述式 sats",
    ),
    (PARSE, "parse parse: Parsen analyse analisi разбор аналізування パース 解析"),
    (BIND, "bind Binden lien сообщение повідомлення バインド 绑定 繫結"),
    (
        EXECUTE,
        "execute Ausführen exécute ejecutar esecuzione выполнение выборка виконувати виконати 実行"
        " 取り出し実行 执行 執行 执行提取，来源为 執行擷取，來源為 kör 쿼리실행 자료뽑기 გაშვება",
    ),
    (PLAN, "plan"),
)
"""The word behind the duration, or the first of an entry without one."""
FETCH_WORDS = ("fetch", "Fetch", "выборка", "取り出し実行", "hämtning", "витягнення")
"""Words of a label that go on with a statement that was executed before."""
