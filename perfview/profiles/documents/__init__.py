"""Profiles written as files that other tools open: speedscope, collapsed stacks, pprof."""
