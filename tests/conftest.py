"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no failure: properties are about results, not about how fast they come.
settings.register_profile("perfview", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("perfview")
