"""Time spent on throwing and describing exceptions."""

from __future__ import annotations

from typing import ClassVar

from perfview.profiles.patterns.activity_detector import ActivityDetector, activity_thresholds
from perfview.profiles.patterns.ecosystems import Ecosystem
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.remedy import Remedies, Remedy

RULE = "nothing thrown for what happens every day: from 60 % to all of it"


class ExceptionChurn(ActivityDetector):
    """Exceptions made so often that making them shows.

    What it looks for: time in functions that throw, unwind, and collect or format stack traces
    (V8's `prepareStackTrace`, `Throwable.fillInStackTrace`, `_Unwind_RaiseException`, Python's
    `traceback`, Go's `panic`), and on lines that throw, by the nearest own function. It fires from
    `share` of all time and `samples` on; it is a warning from `warning`, critical from `critical`
    on. What logging and loading do themselves belongs to those.

    Why it matters: a stack trace costs thousands of times what returning a value costs, the more
    the deeper the stack; as a way of saying “not found” it is paid at every miss.

    How sure it is: time seen in these functions means that exceptions are thrown all the time.
    Throwing without a trace is cheap and stays unseen.

    How to fix it: return a value for what is expected (a missing key, bad input); do not ask for
    the stack of an error that nobody reads; make errors without traces where they are frequent.

    Learnt from: A. Shipilëv, The Exceptional Performance of Lil' Exception (2014); .NET's design
    guidelines on exceptions and performance; V8's documentation of its stack trace API.
    """

    name = "exception-churn"
    title = "Exceptions all the time"
    thresholds = activity_thresholds(0.05, 0.12)
    prominence = 4
    activities = Activity.EXCEPTIONS
    word = "throwing and describing exceptions"
    wrong_if = "The recording is of a failure as such; in ordinary use nothing is thrown."
    remedies: ClassVar[Remedies] = {
        None: Remedy(
            "In {where}, return a value for what is expected instead of throwing, and do not "
            "collect "
            "stacks that nobody reads.",
            (0.6, 0.9, 1.0),
            RULE,
        ),
        Ecosystem.PYTHON: Remedy(
            "In {where}, test or return `None` for what is expected, and format a traceback only "
            "when "
            "it is written.",
            (0.6, 0.9, 1.0),
            RULE,
            "try:\n    value = parse(text)\nexcept ValueError:\n    log = traceback.format_exc()",
            "value = parse(text) if text.isdigit() else None",
        ),
        Ecosystem.JAVASCRIPT: Remedy(
            "In {where}, return a value for what is expected; reading `error.stack` is what costs "
            "most, so read it only for what is written down.",
            (0.6, 0.9, 1.0),
            RULE,
            "try { return parse(text); } catch (e) { log(e.stack); return 0; }",
            "return isNumber(text) ? parse(text) : 0;",
        ),
        Ecosystem.JAVA: Remedy(
            "In {where}, return an `Optional` for what is expected; an exception that is part of "
            "the "
            "flow needs no trace (`super(message, null, false, false)`).",
            (0.6, 0.9, 1.0),
            RULE,
            "throw new NotFoundException(id);",
            "class NotFoundException extends RuntimeException {\n"
            "  NotFoundException(String id) { super(id, null, false, false); }\n}",
        ),
        Ecosystem.DOTNET: Remedy(
            "In {where}, take the `Try…` form for what is expected.",
            (0.6, 0.9, 1.0),
            RULE,
            "try { n = int.Parse(text); } catch (FormatException) { n = 0; }",
            "int.TryParse(text, out var n);",
        ),
        Ecosystem.GO: Remedy(
            "In {where}, return an error instead of `panic` and `recover`, and collect stacks only "
            "for what is reported.",
            (0.6, 0.9, 1.0),
            RULE,
            'panic(fmt.Errorf("not found: %s", id))',
            "return nil, ErrNotFound",
        ),
        Ecosystem.CPP: Remedy(
            "In {where}, return `std::expected` or a code for what is expected.",
            (0.6, 0.9, 1.0),
            RULE,
            "throw std::out_of_range(key);",
            "return std::unexpected(Error::not_found);",
        ),
        Ecosystem.RUBY: Remedy(
            "In {where}, take a form that returns `nil` (`Integer(text, exception: false)`).",
            (0.6, 0.9, 1.0),
            RULE,
            "begin\n  Integer(text)\nrescue ArgumentError\n  0\nend",
            "Integer(text, exception: false) || 0",
        ),
    }
