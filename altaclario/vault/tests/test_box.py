"""The envelope: made as others make it, opened only whole and only where it belongs."""

import os
from itertools import pairwise

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from hypothesis import given
from hypothesis import strategies as st

from altaclario.vault import box
from altaclario.vault.box import NotOpened
from altaclario.vault.tests import nist

KEY = bytes(range(32))
PLACE = ("workspace:1", "3f0e", "token")
STORED = "01000000070102030405060708090a0b0c718531b082a58bf46eba71687a653490ffe5eb1ec5"


@pytest.mark.asvs("11.3.2")
@pytest.mark.parametrize(("key", "nonce", "plain", "associated", "sealed"), nist.SEALED)
def test_the_cipher_below_is_the_one_of_the_standard(
    key: str, nonce: str, plain: str, associated: str, sealed: str
) -> None:
    cipher, given = box.AESGCM(bytes.fromhex(key)), [bytes.fromhex(one) for one in (nonce, plain, associated)]
    assert cipher.encrypt(*given).hex() == sealed
    assert cipher.decrypt(given[0], bytes.fromhex(sealed), given[2]).hex() == plain


@pytest.mark.parametrize(("key", "nonce", "associated", "sealed"), nist.REFUSED)
def test_what_the_standard_refuses_is_refused(key: str, nonce: str, associated: str, sealed: str) -> None:
    with pytest.raises(InvalidTag):
        box.AESGCM(bytes.fromhex(key)).decrypt(*(bytes.fromhex(one) for one in (nonce, sealed, associated)))


def test_an_envelope_is_what_its_docstring_says() -> None:
    """Taken apart by hand, with the cipher's other interface: another reader of the format opens it."""
    envelope = box.seal(KEY, b"token", version=7, bound_to=PLACE)
    head, nonce, sealed, tag = envelope[:5], envelope[5:17], envelope[17:-16], envelope[-16:]
    opener = Cipher(AES(KEY), GCM(nonce, tag)).decryptor()
    parts = [b"altaclario.1", *(part.encode() for part in PLACE)]
    opener.authenticate_additional_data(head + b"".join(len(part).to_bytes(4, "big") + part for part in parts))
    assert head == b"\x01\x00\x00\x00\x07"
    assert opener.update(sealed) + opener.finalize() == b"token"


def test_what_was_sealed_last_year_still_opens() -> None:
    """A stored envelope: it must open for as long as there are databases that hold one."""
    assert box.unseal(KEY, bytes.fromhex(STORED), PLACE) == b"token"


@pytest.mark.asvs("11.3.3")
@pytest.mark.proves("sealed-credentials")
def test_any_changed_bit_of_any_byte_is_noticed() -> None:
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    for place in range(len(envelope)):
        for bit in range(8):
            changed = bytearray(envelope)
            changed[place] ^= 1 << bit
            with pytest.raises(NotOpened):
                box.unseal(KEY, bytes(changed), PLACE)


def test_an_envelope_of_another_algorithm_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that the key would open: which cipher it is, its first byte says and nobody guesses."""
    monkeypatch.setattr(box, "_ALGORITHM", 2)
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    monkeypatch.undo()
    with pytest.raises(NotOpened):
        box.unseal(KEY, envelope, PLACE)


def test_the_head_alone_tells_the_version() -> None:
    assert box.version_of(bytes.fromhex(STORED)[:5]) == 7
    with pytest.raises(NotOpened):
        box.version_of(bytes.fromhex(STORED)[:4])


def test_more_or_less_than_the_whole_opens_nothing() -> None:
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    parts = [envelope[:end] for end in range(len(envelope))] + [envelope[start:] for start in range(1, len(envelope))]
    for part in [*parts, envelope + b"\0"]:
        with pytest.raises(NotOpened):
            box.unseal(KEY, part, PLACE)


@pytest.mark.asvs("11.3.3")
@pytest.mark.proves("sealed-credentials")
@pytest.mark.parametrize("place", range(len(PLACE)), ids=("owner", "record", "field"))
def test_in_another_place_it_does_not_open(place: int) -> None:
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    moved = tuple("another" if number == place else part for number, part in enumerate(PLACE))
    with pytest.raises(NotOpened):
        box.unseal(KEY, envelope, moved)


BOUND = ("algorithm", "version", "format", "owner", "record", "field")


@pytest.mark.proves("sealed-credentials")
@pytest.mark.parametrize("part", BOUND)
def test_each_of_the_six_parts_is_authenticated_by_itself(part: str) -> None:
    """Opened by hand, with one part swapped in what is authenticated and every other byte as it was."""
    envelope = box.seal(KEY, b"token", version=7, bound_to=PLACE)
    said = dict(zip(BOUND, (b"\x01", b"\0\0\0\x07", b"altaclario.1", *(one.encode() for one in PLACE)), strict=True))
    assert AESGCM(KEY).decrypt(envelope[5:17], envelope[17:], _associated(said)) == b"token"
    said[part] = bytes(len(said[part]))
    with pytest.raises(InvalidTag):
        AESGCM(KEY).decrypt(envelope[5:17], envelope[17:], _associated(said))


def _associated(said: dict[str, bytes]) -> bytes:
    texts = [said[name] for name in BOUND[2:]]
    return said["algorithm"] + said["version"] + b"".join(len(one).to_bytes(4, "big") + one for one in texts)


@pytest.mark.parametrize("one", range(3))
@pytest.mark.parametrize("other", range(3))
def test_two_parts_that_trade_places_do_not_open(one: int, other: int) -> None:
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    traded = list(PLACE)
    traded[one], traded[other] = traded[other], traded[one]
    if one == other:
        assert box.unseal(KEY, envelope, tuple(traded)) == b"token"
    else:
        with pytest.raises(NotOpened):
            box.unseal(KEY, envelope, tuple(traded))


def test_under_another_version_or_key_it_does_not_open() -> None:
    envelope = box.seal(KEY, b"token", version=1, bound_to=PLACE)
    relabelled = box.seal(KEY, b"x", version=2, bound_to=PLACE)[:5] + envelope[5:]
    for key, given_envelope in ((KEY, relabelled), (bytes(32), envelope)):
        with pytest.raises(NotOpened):
            box.unseal(key, given_envelope, PLACE)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_no_two_places_read_the_same(one: list[str], other: list[str]) -> None:
    assert (box._associated(b"", tuple(one)) == box._associated(b"", tuple(other))) == (one == other)


@given(st.binary(max_size=300))
def test_what_was_put_in_comes_out(plain: bytes) -> None:
    assert box.unseal(KEY, box.seal(KEY, plain, version=9, bound_to=PLACE), PLACE) == plain


def test_no_two_envelopes_of_one_text_are_alike() -> None:
    envelopes = sorted(box.seal(KEY, b"token", version=1, bound_to=PLACE) for _ in range(500))
    assert all(one[5:17] != other[5:17] and one != other for one, other in pairwise(envelopes))


def test_a_key_of_another_size_seals_nothing() -> None:
    with pytest.raises(ValueError, match="128, 192, or 256"):
        box.seal(os.urandom(31), b"token", version=1, bound_to=PLACE)
