"""Every text has its versions, each as it was sealed; what changed between two is read word by word."""

from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client

from altaclario.config import texts
from altaclario.privacy import differences
from altaclario.web import policies, versions
from tests.crawling import words

PAGE = "/privacy/versions"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "policy"
    copytree(versions.FOLDER, folder)
    monkeypatch.setattr(versions, "FOLDER", folder)
    return folder


def test_every_text_stands_as_its_newest_version_was_sealed() -> None:
    """Who changes a text, or a register that stands in one, seals it: `python -m altaclario.config.texts`."""
    assert versions.faults() == []


def test_a_text_that_changed_is_found_until_it_has_a_new_version(shelf: Path) -> None:
    path = shelf / "terms.md"
    before = path.read_text()
    path.write_text(before + "Everything is blue.\n")
    assert versions.faults() == [f"policy/terms.md: it changed, and is still called version {number(before)}."]
    assert texts.main(["--check"]) == 1
    assert texts.main(["--material", "--effective", "2999-01-01", "--changed", "It is blue."]) == 0
    sealed = versions.newest("terms")
    assert (sealed.is_material, sealed.effective, sealed.changed) == (True, date(2999, 1, 1), "It is blue.")
    assert "Everything is blue." in sealed.body
    assert (shelf / "versions" / "terms" / f"{number(before)}.md").read_text() == before


def test_a_version_that_was_changed_or_lost_is_found(shelf: Path) -> None:
    kept = shelf / "versions" / "terms" / "2026-11-24.md"
    kept.write_text(kept.read_text().replace("16", "6"))
    assert versions.faults() == ["policy/versions/terms/2026-11-24.md is not as it was sealed."]
    kept.unlink()
    assert versions.faults() == ["policy/versions/terms/2026-11-24.md is gone."]


def test_a_version_that_is_not_sealed_is_found(shelf: Path) -> None:
    path = shelf / "dmca.md"
    path.write_text(path.read_text().replace(f"Version {number(path.read_text())}", "Version 2999"))
    assert versions.faults() == ["policy/dmca.md: version 2999 is not sealed."]


def test_no_version_holds_before_an_older_one_does(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has the words of that one, too, which would hold before the day that was announced."""
    path, kept = shelf / "terms.md", {}
    path.write_text(path.read_text() + "Everything is blue.\n")
    assert texts.main(["--material", "--effective", "2999-02-01", "--changed", "It is blue."]) == 0
    path.write_text(path.read_text() + "A comma, moved.\n")
    kept = {one: one.read_bytes() for one in shelf.rglob("*") if one.is_file()}
    for words_ in ([], ["--effective", "2999-01-31"]):
        assert texts.main(words_) == 1
        assert "`--effective 2999-02-01`, or a later day" in capsys.readouterr().out
        assert {one: one.read_bytes() for one in shelf.rglob("*") if one.is_file()} == kept
    assert texts.main(["--effective", "2999-02-01"]) == 0


def test_a_version_that_was_sealed_to_hold_before_an_older_one_is_found(shelf: Path) -> None:
    text = shelf / "dmca.md"
    for number_, day in (("2998", "2998-02-01"), ("2999", "2998-01-01")):
        head, _, body = text.read_text().partition("\n\n")
        text.write_text(f"{head.splitlines()[0]}\nVersion {number_}, effective {day}\n\n{body}")
        whole = versions.whole(text.read_text())
        (shelf / "versions" / "dmca" / f"{number_}.md").write_text(whole)
        with (shelf / versions.SEALS).open("a") as seals:
            seals.write(f"{sha256(whole.encode()).hexdigest()}  dmca/{number_}.md\n")
    versions.forget()
    assert versions.faults() == ["policy/dmca.md: version 2999 holds from 2998-01-01 on, before version 2998 does."]


def number(text: str) -> str:
    return versions.read("x", text).version


@pytest.mark.proves("versions-kept")
@pytest.mark.django_db
def test_every_version_is_read_and_held_against_every_other(anybody: Client) -> None:
    listed = anybody.get(PAGE).content.decode()
    for name in versions.NAMES:
        every = versions.versions(name)
        assert anybody.get(f"/{name}").status_code == 200
        for one in every:
            assert one.sha256 in listed
            page = anybody.get(PAGE, {"text": name, "version": one.version})
            assert words(policies.as_it_was(one).html) in words(page.content.decode())
        for older, newer in pairwise(every):
            page = anybody.get(PAGE, {"text": name, "version": newer.version, "since": older.version})
            assert b"<ins>" in page.content


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["text=terms", "text=x&version=1", "text=terms&version=1", "text=../x&version=y"])
def test_what_never_was_is_not_found(anybody: Client, query: str) -> None:
    assert anybody.get(f"{PAGE}?{query}").status_code == 404
    assert anybody.get(f"{PAGE}?text=terms&version=2026-11-24&since=1").status_code == 404


def test_a_difference_tells_words_and_not_lines() -> None:
    older = "## Cookies\nWe keep\none.\n\n- First\n- Second\n"
    newer = "## Cookies\nWe keep one. {kept: P1}\n\n- First of all\n- Second\n- Third\n"
    told = differences.between(older, newer)
    said = [(one.kind, one.text) for block in told for one in block.words]
    assert said == [("same", "First"), ("added", "of all"), ("added", "Third")]
    assert [block.skipped for block in told if block.skipped] == [2, 1]
