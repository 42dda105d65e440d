"""Days of every zone equal those of the standard library."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.metrics import calendar
from altaclario.metrics.settings import Settings

EIGHTIES, FORTIES = 315_532_800, 2_208_988_800
AT_NIGHT = ("America/St_Johns", "America/Havana", "America/Sao_Paulo", "Asia/Beirut", "America/Nuuk", "Pacific/Apia")


@given(
    st.lists(st.integers(EIGHTIES, FORTIES), max_size=5),
    st.sampled_from(AT_NIGHT) | st.sampled_from(sorted(available_timezones())),
)
def test_an_instant_is_on_the_day_that_the_clock_of_the_zone_shows(instants: list[int], zone: str) -> None:
    found = calendar.days(np.array(instants, np.uint32), zone).tolist()
    expected = [datetime.fromtimestamp(one, ZoneInfo(zone)).date() for one in instants]
    # Where clocks went back from 00:01, that one minute belongs to the day that went on.
    assert all(day in (shown, shown - timedelta(1)) for day, shown in zip(found, expected, strict=True))
    if zone != "America/St_Johns":
        assert found == expected


@pytest.mark.parametrize("zone", AT_NIGHT)
def test_days_change_in_the_second_in_which_the_date_changes(zone: str) -> None:
    """Around each midnight of two years that changed their clocks at night."""
    for year in (1999, 2011):
        begins = calendar.ends(date(year, 1, 1), date(year, 12, 30), zone)
        before, after = (calendar.days((begins + step).astype(np.uint32), zone) for step in (-1, 0))
        assert (after > before).sum() >= len(begins) - 1
        shown = [datetime.fromtimestamp(int(one), ZoneInfo(zone)).date() for one in begins]
        assert after.tolist() == shown


def test_the_day_that_samoa_skipped_has_no_instant() -> None:
    gap = int(datetime(2011, 12, 30, 10, tzinfo=UTC).timestamp())
    instants = np.array([gap - 1, gap], np.uint32)
    assert calendar.days(instants, "Pacific/Apia").astype(str).tolist() == ["2011-12-29", "2011-12-31"]


@pytest.mark.parametrize("weekdays", ["0000000", "11111", "1111102"])
def test_a_week_without_working_days_is_refused(weekdays: str) -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Settings(weekdays=weekdays)


def test_percentiles_lie_between_1_and_100() -> None:
    with pytest.raises(ValueError, match="percentiles"):
        Settings(percentiles=(0, 50))
