"""Property tests: no deadline, for a busy machine is not a failure; fixed draws, so that a run can be repeated."""

from hypothesis import settings

settings.register_profile("tenetlint", deadline=None, derandomize=True)
settings.load_profile("tenetlint")
