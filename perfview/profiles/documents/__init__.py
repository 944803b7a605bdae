"""Profiles written for other tools: speedscope, collapsed stacks, pprof."""
