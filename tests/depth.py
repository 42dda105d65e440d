"""A pytest plugin: whether the long counts run whole (`python3 test.py --deep`) or are sampled."""

import os

from hypothesis import settings

DEEP = bool(os.environ.get("ALTACLARIO_DEEP"))

settings.register_profile("deep", max_examples=2500, deadline=None)
settings.register_profile("sample", max_examples=60, deadline=None)
settings.load_profile("deep" if DEEP else "sample")
