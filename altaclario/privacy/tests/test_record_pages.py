"""What anybody may read: the record of processing, and the page of trust with numbers of this installation."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.declarations import activities, recipients
from altaclario.declarations.holdings import REGISTER
from altaclario.egress import contacts, origins
from altaclario.privacy import complaining, instance, journal, promises, pulses
from altaclario.privacy.models import Pulse
from altaclario.web import policies
from tests.cast import House, signed_in
from tests.crawling import words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.proves("known-categories")
def test_every_column_about_people_stands_in_the_record_beside_its_table_and_period() -> None:
    said = page("/privacy/processing")
    rows = dict(re.findall(r'<th scope="row" class="wrap"><code>([\w.]+)</code>(.*?)</tr>', said.replace("<wbr>", "")))
    assert set(rows) == set(REGISTER)
    for label, held in REGISTER.items():
        listed = set(re.findall(r"<code>(\w+)</code>", rows[label]))
        assert listed == held.personal, label
        assert held.keep_days is None or f"{held.keep_days} day" in rows[label]


def test_each_activity_says_its_ground_and_who_receives_anything() -> None:
    said = words(page("/privacy/processing"))
    for one in activities.ALL:
        assert one.name in said
        assert activities.ARTICLES[one.basis] in said
        assert all(recipients.named(slug).who in said for slug in one.recipients)


@pytest.mark.proves("complaints-open")
def test_where_to_complain_stands_in_the_policy_in_the_record_and_in_ones_settings(acme: House) -> None:
    leading = [f'href="{one.address}"' for one in complaining.authorities()]
    assert [re.search(r"//(?:www\.)?([\w.]+)", one)[1] for one in leading] == ["edpb.europa.eu", "ico.org.uk"]  # type: ignore[index]
    settings_page = signed_in(acme.ada).get("/accounts/privacy/").content.decode()
    for said in (policies.policy("privacy").html, page("/privacy/processing"), settings_page):
        assert all(link in said for link in leading)


class TestTrust:
    """The page itself."""

    def test_every_promise_stands_there_with_its_sentence_and_its_keeper(self) -> None:
        said = words(page("/trust"))
        _run, every = promises.standing()
        assert {one.said.slug for one in every} == set(policies.policy("privacy").promises)
        for one in every:
            assert one.said.sentence.replace("`", "") in said
            assert one.said.slug in said
            assert one.keepers

    def test_before_anything_was_tried_it_says_so(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.with_record({}, monkeypatch)
        said = words(page("/trust"))
        assert "none of them was tried as a whole with this version" in said
        assert "0 of" in said
        assert "Held 2" not in said

    def test_what_is_not_proved_stands_first_and_what_held_and_changed_is_told_apart(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = {
            slug: {"proofs": {"tests/test_x.py::test_it_holds": "passed"}, "breaks": {"x": "red"}, "is_held": True}
            | {"held": "2026-11-30", "code": promises.fingerprint(slug)}
            for slug in policies.policy("privacy").promises
        }
        whole["audit-log"] |= {"is_held": False, "held": "2026-11-02", "proofs": {"a::test_it": "failed"}}
        whole["walls"] = {}
        whole["https-only"] |= {"code": "other"}
        self.with_record({"ran": "2026-11-30", "commit": "0123456789abcdef", "promises": whole}, monkeypatch)
        said = words(page("/trust"))
        assert (
            f"{len(whole) - 3} of {len(whole) - 1} promises held when everything was last tried, on 30 Nov 2026."
            in said
        )
        assert "One is not proved and stands first." in said
        assert said.index("Not proved since 2026-11-02") < said.index("Changed since") < said.index("Held 2026-11-30")
        assert "commit 0123456789" in said

    def with_record(self, record: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        judged = promises.judged(record)
        monkeypatch.setattr(promises, "standing", lambda: judged)

    def test_it_asks_the_database_little_and_needs_no_account(self) -> None:
        page("/trust")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page("/trust")
        assert len(asked) <= 3

    def test_what_people_keep_is_said_to_be_kept_by_people(self) -> None:
        said = words(page("/trust"))
        assert all(one.sentence in said and one.helps in said for one in promises.BY_PEOPLE)


class TestAtRest:
    """Nothing is stored that nobody can account for; and what is, would be found."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, settings: Any) -> None:
        settings.DATA = tmp_path

    def test_of_what_is_there_everything_is_known(self, settings: Any) -> None:
        for name in ("run.lock", "root.key.next"):
            Path(settings.DATA, name).touch()
        found = instance.at_rest()
        assert (found.unknown_tables, found.unknown_files, found.unknown_bytes) == (0, 0, 0)
        assert found.tables == len(REGISTER)

    def test_a_file_that_nobody_knows_is_counted_with_every_byte(self, settings: Any) -> None:
        Path(settings.DATA, "below").mkdir()
        Path(settings.DATA, "below", "issues.json").write_bytes(b"x" * 1234)
        found = instance.at_rest()
        assert (found.unknown_files, found.unknown_bytes) == (1, 1234)
        assert "did not make: tables 0, files 1, together 1\u202f234 bytes" in words(page("/trust"))

    def test_a_file_that_goes_meanwhile_and_what_is_none_are_not_counted(self, settings: Any) -> None:
        Path(settings.DATA, "link").symlink_to("issues.json")
        assert [instance._bytes_of(Path(settings.DATA, name)) for name in ("gone", "link", "")] == [None] * 3
        assert instance.at_rest().files == 0

    def test_so_is_a_table_that_nobody_declared(self) -> None:
        kind = "TEMPORARY TABLE" if connection.vendor == "postgresql" else "TABLE"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE {kind} kept_aside (title text)")
            cursor.execute("INSERT INTO kept_aside VALUES ('x')")
        found = instance.at_rest()
        assert found.unknown_tables == 1
        assert found.unknown_bytes >= 1


class TestCalled:
    """Whom this installation called, by names of ours and in steps."""

    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("https://acme.atlassian.net", ".atlassian.net"),
            ("https://api.atlassian.com", "api.atlassian.com"),
            ("https://dev.azure.com/acme", "dev.azure.com"),
            ("https://acme.visualstudio.com", ".visualstudio.com"),
        ],
    )
    def test_a_cloud_is_called_by_its_own_name_and_no_customers(self, url: str, name: str) -> None:
        assert contacts.tracker(origins.parse(url)) == name

    @pytest.mark.parametrize(
        ("requests", "said"),
        [
            (0, "none"),
            (1, "1 to 10 requests"),
            (9, "1 to 10 requests"),
            (10, "10 to 100 requests"),
            (12_345, "10\u202f000 to 100\u202f000 requests"),
            (2_000_000, "100\u202f000 requests or more"),
        ],
    )
    def test_it_is_told_in_steps(self, requests: int, said: str) -> None:
        contacts.taken()
        pulses.begin(now=NOW)
        contacts.note("dev.azure.com", requests)
        assert f"dev.azure.com {said}" in words(page("/trust"))
        pulses.tell(now=NOW)
        assert f"dev.azure.com {said}" in words(page("/trust"))
        assert "acme" not in page("/trust")

    def test_who_starts_anew_counts_anew(self) -> None:
        contacts.taken()
        pulses.begin(now=NOW - timedelta(days=9))
        contacts.note(contacts.ISSUERS, 3)
        pulses.tell(now=NOW)
        pulses.tell(now=NOW)
        assert Pulse.objects.get(name="called identity providers").count == 3
        pulses.begin(now=NOW)
        assert set(Pulse.objects.values_list("count", "since")) == {(0, NOW)}

    def test_sweeps_and_erasings_are_told_with_their_time(self, settings: Any, tmp_path: Path) -> None:
        settings.PURGE_JOURNAL = tmp_path / "purged.journal"
        assert instance.numbers().erased is None
        for days, mark in enumerate("0123"):  # The order in which they stand, and the time of the file, say nothing.
            journal.add(mark * 64, now=NOW - timedelta(days=days))
        os.utime(settings.PURGE_JOURNAL, (0, 0))
        pulses.beat(pulses.SWEPT, 2, now=NOW)
        pulses.beat(pulses.SWEPT, 3, now=NOW + timedelta(minutes=1))
        found = instance.numbers()
        assert (found.swept, found.erased) == (NOW + timedelta(minutes=1), NOW.date())
        assert Pulse.objects.get(name=pulses.SWEPT).count == 5

    @pytest.mark.parametrize("line", ["0" * 64, f"{'0' * 64} 2026-02-30", f"{'0' * 64} yesterday"])
    def test_where_the_journal_tells_no_day_none_is_told(self, line: str, settings: Any, tmp_path: Path) -> None:
        settings.PURGE_JOURNAL = tmp_path / "purged.journal"
        settings.PURGE_JOURNAL.write_text(f"{line}\n")
        assert instance.numbers().erased is None


@pytest.mark.proves("figures-as-set")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SESSION_COOKIE_AGE", 3 * 86_400, "A sign-in ends 3 days after"),
        ("MFA_TRUST_COOKIE_AGE", timedelta(days=5), "the second step for 5 days"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.PBKDF2PasswordHasher"], "as pbkdf2_sha256 hashes"),
        ("HTTPS_ONLY", True, "stay with HTTPS for 730 days"),
    ],
)
def test_the_security_page_says_what_this_installation_is_set_to(
    name: str, value: Any, said: str, settings: Any
) -> None:
    policies._shown.cache_clear()
    assert said not in policies.policy("security").html
    setattr(settings, name, value)
    policies._shown.cache_clear()
    assert said in policies.policy("security").html
    policies._shown.cache_clear()
