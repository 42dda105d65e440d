"""What the journeys drive."""

import subprocess

import pytest

from tests import needs


@pytest.mark.browser
def test_it_is_a_chromium() -> None:
    said = subprocess.run([needs.chromium(), "--version"], capture_output=True, text=True, check=True).stdout
    assert "Chrom" in said
