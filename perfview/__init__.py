"""PerfView opens recordings of slow, large or leaking software and says what to do about it."""

__version__ = "0.1.0"
