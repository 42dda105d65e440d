"""The sites that may show a dashboard in a frame, as somebody types them."""

import pytest

from altaclario.sharing import frames
from altaclario.sharing.frames import NotAnOrigin

BAD = (
    "http://wiki.acme.test",
    "https://",
    "https://*",
    "https://*.acme.test",
    "https://wiki.acme.test/page",
    "https://wiki.acme.test?x",
    "https://wiki.acme.test#x",
    "https://user@wiki.acme.test",
    "https://wiki.acme.test;script-src",
    "https://wiki.acme.test,https://b.test",
    "https://wiki.acme.test:",
    "https://wiki.acme.test:0",
    "https://wiki.acme.test:123456",
    "https://-wiki.acme.test",
    "https://wiki..acme.test",
    "https://wiki.acme.test.",
    "https://wíki.acme.test",
    "https://[::1]",
    "javascript:alert(1)",
    "wiki.acme.test",
    "'self'",
    "*",
    "data:",
    "https:",
    "https://" + "a." * 200 + "test",
    "http://localhost.else.test",
    "http://127.0.0.1.else.test",
    "http://127.0.0.2",
)


@pytest.mark.parametrize("word", BAD)
@pytest.mark.parametrize("with_loopback", [True, False])
def test_what_is_no_origin_of_one_site_is_refused(word: str, with_loopback: bool) -> None:
    with pytest.raises(NotAnOrigin):
        frames.origins(word, with_loopback=with_loopback)


def test_this_machine_may_be_named_where_one_tries_things_out() -> None:
    typed = "http://localhost:8000 http://127.0.0.1"
    assert frames.origins(typed, with_loopback=True) == typed.split()
    with pytest.raises(NotAnOrigin):
        frames.origins(typed, with_loopback=False)


def test_each_is_named_once_and_not_too_many_are() -> None:
    assert frames.origins("https://A.test https://a.test/\n", with_loopback=False) == ["https://a.test"]
    several = [f"https://{number}.test" for number in range(11)]
    assert len(frames.origins("\n".join(several[1:]), with_loopback=False)) == 10
    with pytest.raises(NotAnOrigin) as told:
        frames.origins("\n".join(several), with_loopback=False)
    assert told.value.why.values == {"most": 10}


def test_a_name_may_be_as_long_as_names_get_and_a_port_as_large() -> None:
    longest = "https://" + ".".join(["a" * 63] * 3 + ["b" * 60])
    for word in (longest, "https://wiki.acme.test:1", "https://wiki.acme.test:65535"):
        assert frames.origins(word, with_loopback=False) == [word]
    with pytest.raises(NotAnOrigin):
        frames.origins(f"{longest}b", with_loopback=False)


@pytest.mark.parametrize("signs", [40, 41])
def test_what_is_refused_is_named_and_cut_where_it_is_long(signs: int) -> None:
    with pytest.raises(NotAnOrigin) as told:
        frames.origins("X" * signs, with_loopback=False)
    assert told.value.why.values == {"word": "X" * 40 + "…" * (signs > 40)}
    assert str(told.value) == "not an origin"
