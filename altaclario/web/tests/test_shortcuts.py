"""Single keys can be turned off on a device, without a script, and on again."""

from django.test import Client

OFF = 'data-shortcuts="off"'


def test_keys_are_on_until_somebody_turns_them_off(anybody: Client) -> None:
    assert OFF not in anybody.get("/terms").content.decode()
    answer = anybody.post("/shortcuts", headers={"Referer": "http://testserver/terms"})
    assert answer.headers["Location"] == "http://testserver/terms"
    page = anybody.get("/terms").content.decode()
    assert (OFF in page, "Turn shortcuts on" in page) == (True, True)


def test_a_second_time_turns_them_on_again(anybody: Client) -> None:
    anybody.post("/shortcuts")
    anybody.post("/shortcuts")
    assert OFF not in anybody.get("/terms").content.decode()


def test_what_somebody_wrote_into_the_cookie_is_off_or_nothing(anybody: Client) -> None:
    anybody.cookies["shortcuts"] = "<script>"
    assert "data-shortcuts" not in anybody.get("/terms").content.decode()
