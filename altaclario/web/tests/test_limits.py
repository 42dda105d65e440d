"""Tries are counted where every process sees them: so many, then none until their time is over."""

import json
import random
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from altaclario.declarations.limits import LIMITS, Rate
from altaclario.web import limits
from altaclario.web.limits import TooMany, Who
from altaclario.web.models import Tally
from tests.cast import MONDAY

ADA = Who(address="192.0.2.7", account="ada@acme.test", person="1", device="x")
ELSEWHERE = Who(address="198.51.100.9", account="ada@acme.test", person="2")


def tries(limit: str, who: Who, *, now: datetime = MONDAY, times: int = 1_000) -> int:
    """How many of them were allowed."""
    for done in range(times):
        try:
            limits.take(limit, who, now=now)
        except TooMany:
            return done
    return times


@pytest.mark.django_db
class TestCounting:
    """In one process."""

    @pytest.mark.proves("limited-tries")
    @pytest.mark.parametrize("limit", sorted(LIMITS))
    def test_there_are_as_many_tries_as_the_tightest_rate_allows(self, limit: str) -> None:
        assert tries(limit, ADA) == min(rate.most for rate in LIMITS[limit])
        assert tries(limit, ADA) == 0

    @pytest.mark.parametrize("limit", sorted(LIMITS))
    def test_a_try_is_one_question_to_the_database_and_one_more_where_yesterday_still_counts(self, limit: str) -> None:
        with CaptureQueriesContext(connection) as asked:
            limits.take(limit, ADA, now=MONDAY)
        is_of_a_day = any(rate.seconds == 86_400 and rate.per in ("address", "account here") for rate in LIMITS[limit])
        assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 1 + is_of_a_day

    def test_the_wait_is_as_long_as_it_is_said_to_be(self) -> None:
        tries("second factor", ADA)
        with pytest.raises(TooMany) as refused:
            limits.take("second factor", ADA, now=MONDAY + timedelta(seconds=100))
        assert refused.value.wait == 200
        assert tries("second factor", ADA, now=MONDAY + timedelta(seconds=299.5)) == 0
        assert tries("second factor", ADA, now=MONDAY + timedelta(seconds=300)) == 5

    def test_the_longest_wait_of_several_counts(self) -> None:
        for minutes in range(0, 20, 5):
            tries("second factor", ADA, now=MONDAY + timedelta(minutes=minutes))
        with pytest.raises(TooMany) as refused:
            limits.take("second factor", ADA, now=MONDAY + timedelta(minutes=20))
        assert refused.value.wait == 55 * 60, "the last of them was tried a quarter past"

    def test_a_refused_try_takes_nothing_from_what_is_allowed_later(self) -> None:
        """Otherwise who hammers for five minutes would close the door for a day."""
        tries("second factor", ADA)
        for _ in range(60):
            assert tries("second factor", ADA, times=1) == 0
        assert tries("second factor", ADA, now=MONDAY + timedelta(minutes=5)) == 5

    def test_who_succeeds_gets_the_try_back_but_not_what_counts_every_try(self) -> None:
        for _ in range(30):
            limits.give_back(limits.take("sign-in", ADA, now=MONDAY))
        assert tries("sign-in", ADA) == 0
        assert tries("sign-in", ADA, now=MONDAY + timedelta(minutes=1)) == 5

    def test_giving_back_twice_gives_nothing_more(self) -> None:
        taken = limits.take("second factor", ADA, now=MONDAY)
        for _ in range(3):
            limits.give_back(taken)
        assert tries("second factor", ADA) == 5

    def test_somebody_elses_tries_are_not_counted_against_one(self) -> None:
        tries("sign-in", ADA)
        assert tries("sign-in", Who(address="192.0.2.8", account="ben@acme.test")) == 5
        assert tries("export", Who(person="1")) == tries("export", Who(person="2")) == 20

    def test_one_address_does_not_keep_the_owner_out(self) -> None:
        """All day long, as fast as it is allowed: 30 tries, of the 100 after which the account is closed to all."""
        fell = sum(tries("sign-in", ADA, now=MONDAY + timedelta(minutes=5 * number)) for number in range(150))
        assert fell == 30
        assert tries("sign-in", ELSEWHERE, now=MONDAY + timedelta(hours=13)) == 5

    def test_many_addresses_together_reach_a_hundred_a_day(self) -> None:
        many = [Who(address=f"203.0.113.{number}", account="ada@acme.test") for number in range(60)]
        assert sum(tries("sign-in", who) for who in many) == 100

    def test_who_is_not_known_is_not_counted(self) -> None:
        assert tries("invitation", Who()) == 1_000
        assert not Tally.objects.exists()


@pytest.mark.django_db
class TestSpans:
    """However a span of time lies, no more fit into it than the rate says."""

    @pytest.mark.proves("limited-tries")
    @pytest.mark.parametrize("seed", range(6))
    def test_no_span_holds_more(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        rate, chance, allowed = Rate(5, 300, "account"), random.Random(seed), []
        monkeypatch.setitem(LIMITS, "second factor", (rate,))
        pause = (1, 20, 60, 100, 400, 30)[seed]
        seconds = 0.0
        for _ in range(120):
            seconds += chance.choice((0, 0, pause, chance.uniform(0, 2 * pause)))
            if tries("second factor", ADA, now=MONDAY + timedelta(seconds=seconds), times=1):
                allowed.append(seconds)
        within = [sum(0 <= one - first < rate.seconds for one in allowed) for first in allowed]
        assert max(within) == rate.most
        asked_for = seconds / rate.seconds * rate.most
        assert len(allowed) > min(120, asked_for) * 0.4, "it is closed for longer than it must be"

    def test_around_a_boundary_there_are_not_twice_as_many(self) -> None:
        tries("second factor", ADA, times=1)
        late = MONDAY + timedelta(seconds=299)
        assert tries("second factor", ADA, now=late) == 4
        assert tries("second factor", ADA, now=late + timedelta(seconds=2)) == 0
        with pytest.raises(TooMany) as refused:
            limits.take("second factor", ADA, now=late + timedelta(seconds=2))
        assert refused.value.wait == 298
        assert tries("second factor", ADA, now=late + timedelta(seconds=300)) == 5

    def test_the_wait_is_true_also_where_those_before_are_the_cause(self) -> None:
        for seconds in (0, 250, 250, 250, 320):
            limits.take("second factor", ADA, now=MONDAY + timedelta(seconds=seconds))
        now = MONDAY + timedelta(seconds=330)
        with pytest.raises(TooMany) as refused:
            limits.take("second factor", ADA, now=now)
        assert refused.value.wait == 220
        assert tries("second factor", ADA, now=now + timedelta(seconds=219)) == 0
        assert tries("second factor", ADA, now=now + timedelta(seconds=220)) == 4


@pytest.mark.django_db
class TestClocks:
    """Which are set, and differ."""

    def test_a_clock_that_is_set_back_begins_anew_and_locks_nobody_out(self) -> None:
        tries("reset", ADA)
        assert tries("reset", ADA, now=MONDAY - timedelta(days=3)) == 5
        assert tries("reset", ADA, now=MONDAY - timedelta(days=3)) == 0

    def test_a_clock_that_went_ahead_for_a_moment_locks_nobody_out(self) -> None:
        tries("second factor", ADA, now=MONDAY + timedelta(days=400))
        assert tries("second factor", ADA) == 5

    def test_two_clocks_that_differ_give_one_more_round_and_no_more(self) -> None:
        ahead, behind = MONDAY + timedelta(seconds=50), MONDAY
        turns = [tries("second factor", ADA, now=now, times=1) for now in (ahead, behind) * 20]
        assert sum(turns) <= 2 * 5


@pytest.mark.django_db
class TestNames:
    """What is stored of whom."""

    def test_nothing_of_them_can_be_read(self) -> None:
        limits.take("sign-in", ADA, now=MONDAY)
        rows = repr(list(Tally.objects.values_list()))
        assert Tally.objects.count() == 5
        assert not [word for word in ("192.0.2", "@", "acme", "sign-in") if word in rows]

    def test_an_address_has_another_name_every_day(self) -> None:
        limits.take("passkey", ADA, now=MONDAY)
        limits.take("passkey", ADA, now=MONDAY + timedelta(days=1))
        assert Tally.objects.count() == 2

    def test_no_address_begins_anew_with_the_day(self) -> None:
        """Ten minutes around midnight, as everywhere: no more tries than a rate says."""
        midnight = MONDAY.replace(hour=0)
        alone = Who(address="192.0.2.7")
        assert tries("passkey", alone, now=midnight - timedelta(seconds=20), times=6) == 6
        assert tries("passkey", alone, now=midnight - timedelta(seconds=10)) == 4
        assert tries("passkey", alone, now=midnight) == 0
        with pytest.raises(TooMany) as refused:
            limits.take("passkey", alone, now=midnight + timedelta(seconds=5))
        assert refused.value.wait == 45
        assert tries("passkey", alone, now=midnight + timedelta(seconds=49)) == 0
        assert tries("passkey", alone, now=midnight + timedelta(seconds=50)) == 10

    def test_a_wait_over_midnight_is_as_long_as_it_is_said_to_be(self) -> None:
        """Some of yesterday, the rest of today: free when those of yesterday are too old."""
        midnight = MONDAY.replace(hour=0)
        alone = Who(address="192.0.2.7")
        tries("passkey", alone, now=midnight - timedelta(seconds=30), times=7)
        assert tries("passkey", alone, now=midnight + timedelta(seconds=10)) == 3
        with pytest.raises(TooMany) as refused:
            limits.take("passkey", alone, now=midnight + timedelta(seconds=10))
        assert refused.value.wait == 20
        assert tries("passkey", alone, now=midnight + timedelta(seconds=30)) == 7

    def test_without_the_secret_key_nobody_finds_the_name(self) -> None:
        limits.take("passkey", ADA, now=MONDAY)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "SECRET_KEY", "another")
            limits.take("passkey", ADA, now=MONDAY)
        assert Tally.objects.count() == 2

    @pytest.mark.parametrize("written", ["ADA@acme.test", " ada@acme.test ", "ａda@acme.test", "Ada@Acme.Test\n"])
    def test_an_account_is_one_however_it_is_written(self, written: str) -> None:
        tries("reset", ADA)
        assert tries("reset", Who(address="192.0.2.8", account=written)) == 0

    @pytest.mark.parametrize(
        ("one", "other", "are_one"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
            ("::ffff:192.0.2.7", "192.0.2.7", True),
            ("192.0.2.7", "192.0.2.8", False),
        ],
    )
    def test_whoever_has_an_ipv6_address_has_its_whole_network(self, one: str, other: str, are_one: bool) -> None:
        tries("passkey", Who(address=one))
        assert tries("passkey", Who(address=other)) == (0 if are_one else 10)

    @pytest.mark.parametrize("odd", ["", "\0", "x" * 100_000, "🦜", "'; DROP TABLE web_tally; --"])
    def test_what_is_no_address_is_counted_all_the_same(self, odd: str) -> None:
        who = Who(address=odd or "unknown", account=odd or "?")
        assert tries("reset", who) == 5


TRYING = """
import json, sys, django
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"] = json.loads(sys.argv[1])
settings.SECRET_KEY = sys.argv[2]
django.setup()
from altaclario.web import limits
allowed = 0
for _ in range(int(sys.argv[4])):
    try:
        limits.take("change", limits.Who(person="1"), now=datetime.fromisoformat(sys.argv[3]))
        allowed += 1
    except limits.TooMany:
        break
print(allowed)
"""


def another_process(times: int) -> "subprocess.Popen[str]":
    """One more of this product, at the same database."""
    known = {name: connection.settings_dict[name] for name in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT")}
    options = connection.settings_dict["OPTIONS"]
    where = json.dumps({**known, "NAME": str(connection.settings_dict["NAME"]), "OPTIONS": options})
    words = [sys.executable, "-c", TRYING, where, settings.SECRET_KEY, MONDAY.isoformat(), str(times)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def allowed(process: "subprocess.Popen[str]") -> int:
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return int(said)


@pytest.mark.asvs("2.4.1")
@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("limited-tries")
def test_several_processes_and_a_restart_give_nobody_more_tries() -> None:
    rate = next(one for one in LIMITS["change"] if one.per == "person")
    assert rate == Rate(120, 60, "person")
    running = [another_process(100), another_process(100)]
    assert sum(allowed(one) for one in running) == rate.most
    assert allowed(another_process(10)) == 0
    assert tries("change", Who(person="1")) == 0
    assert tries("change", Who(person="2")) == rate.most
