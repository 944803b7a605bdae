"""Time spent on logs and on making values into text."""

from __future__ import annotations

from typing import ClassVar

from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.culprits import Culprit
from perfview.profiles.patterns.ecosystems import Ecosystem, language_of
from perfview.profiles.patterns.known_functions import Activity, activities_of
from perfview.profiles.patterns.line_words import work_of_line
from perfview.profiles.patterns.remedy import Remedies, Remedy
from perfview.profiles.study import Study

RULE = "less written, or made into text only when it is written: between half and all of it"

LOGS, TEXTS = "logging", "making values into text"


class LoggingCost(ActivityDetector):
    """Logs, and values made into text, that take much of the time.

    What it looks for: time in loggers and consoles, and in functions that format, inspect, print
    or join values into text, by the nearest own function above them. It fires from `share` of all
    time and `samples` on; it is a warning from `warning`, critical from `critical` on. Stack traces
    and JSON outside of logs belong to those.

    Why it matters: a line of debugging in a loop costs more than the loop; text for a log that is
    switched off is made all the same; consoles write at once, and the program waits for them.

    How sure it is: the functions are unmistakable. Whether anybody reads what is written is not
    known.

    How to fix it: log less in loops; give the logger the values and let it make the text; ask for
    the level first; write in the background; make formatters (`Intl`, `strftime`) once.

    Learnt from: Python's logging HOWTO on optimisation; pino's benchmarks of asynchronous logging;
    measured: `Intl` formatters made in a loop cost 27 times as much.
    """

    name = "logging-cost"
    title = "Logging and formatting"
    thresholds = activity_thresholds(0.08, 0.15)
    prominence = 4
    activities = Activity.LOGGING | Activity.STRINGIFICATION
    word = LOGS
    specific = 0.9
    wrong_if = (
        "Writing this text is what the program is for, and it is not larger than it has to be."
    )
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, write less in loops, make text only when it is written, and write in the "
            "background.",
            (0.4, 0.7, 1.0),
            RULE,
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, log outside of the loop, hand over values instead of f-strings, and ask "
            "`log.isEnabledFor` before costly ones; a `QueueHandler` writes in the background.",
            (0.5, 0.8, 1.0),
            RULE,
            'for row in rows:\n    log.debug(f"row {row!r}")',
            'log.debug("%d rows", len(rows))',
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, write less in loops and make text (`util.inspect`, `toLocaleString`) only "
            "when it is written; formatters of `Intl` are made once and kept.",
            (0.5, 0.8, 1.0),
            RULE,
            "for (const row of rows) debug(util.inspect(row));",
            "if (debug.enabled) for (const row of rows) debug('%o', row);",
        ),
        Ecosystem.GO: Remedy(
            "In {where}, hand over values as attributes and ask for the level first; join with a "
            "`strings.Builder`, format numbers with `strconv`.",
            (0.4, 0.7, 1.0),
            RULE,
            'log.Printf("row %+v", row)',
            'if logger.Enabled(ctx, slog.LevelDebug) {\n\tlogger.Debug("row", "id", row.ID)\n}',
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, hand over values (`{{}}`) instead of joined text, ask for the level "
            "first, and "
            "take an asynchronous appender; `String.format` is the slowest way to join.",
            (0.4, 0.7, 1.0),
            RULE,
            'log.debug("row " + row);',
            'log.debug("row {}", row);',
        ),
        Ecosystem.RUST: Remedy(
            "In {where}, reuse one buffer (`write!`) rather than `format!`, and lock the output "
            "once.",
            (0.4, 0.7, 1.0),
            RULE,
            'for row in rows { println!("{row:?}"); }',
            "let mut out = BufWriter::new(stdout().lock());\n"
            'for row in rows { writeln!(out, "{row}")?; }',
        ),
        Ecosystem.RUBY: Remedy(
            "In {where}, log with a block, which is not run when the level is off.",
            (0.4, 0.7, 1.0),
            RULE,
            'logger.debug("row #{row.inspect}")',
            'logger.debug { "row #{row.inspect}" }',
        ),
        Ecosystem.DOTNET: Remedy(
            "In {where}, let `LoggerMessage` generate the method: it makes text only when it is "
            "written.",
            (0.4, 0.7, 1.0),
            RULE,
            'logger.LogDebug($"row {row}");',
            '[LoggerMessage(Level = LogLevel.Debug, Message = "row {Row}")]\n'
            "partial void LogRow(Row row);",
        ),
    }

    def words_for(self, study: Study, culprit: Culprit) -> str:
        """Logging where a logger or console is asked, else making text."""
        known = activities_of(study)
        logs = any(known[at] & Activity.LOGGING for at in culprit.known[:1])
        if not culprit.known and culprit.text:
            work = work_of_line(culprit.text, language_of(study, culprit.function))
            logs = work is not None and work.activity is Activity.LOGGING
        return LOGS if logs else TEXTS
