"""Property tests try the same examples every time; `ARGS=--hypothesis-profile=search` looks for new ones."""

from hypothesis import HealthCheck, Phase, settings

# Without shrinking, which can take many minutes of a run that has failed already.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("search", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
