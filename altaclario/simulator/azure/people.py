"""People as Azure DevOps names them: a name with an address, or a reference with everything."""

from altaclario.simulator.tracker import Json

_ROOT = "https://dev.azure.com/simulated/_apis"


def as_text(person: Json) -> str:
    """As revisions name them."""
    address = person.get("emailAddress")
    return f"{person.get('displayName', '')} <{address}>" if address else str(person.get("displayName", ""))


def as_reference(person: Json) -> Json:
    """As single items name them."""
    id = guid_of(person)
    picture = next(iter((person.get("avatarUrls") or {}).values()), f"{_ROOT}/GraphProfile/MemberAvatars/{id}")
    return {
        "displayName": person.get("displayName", ""),
        "url": f"https://spsprodweu1.vssps.visualstudio.com/_apis/Identities/{id}",
        "_links": {"avatar": {"href": picture}},
        "id": id,
        "uniqueName": person.get("emailAddress", ""),
        "imageUrl": picture,
        "descriptor": f"aad.{person.get('emailAddress', id)}",
    }


def as_small_reference(person: Json) -> Json:
    """As revisions name them when they are asked for references."""
    return {"id": guid_of(person), "uniqueName": as_text(person)}


def guid_of(person: Json) -> str:
    """A GUID that begins as the account's own id does, so that a planted one can be found again."""
    mark, _, number = str(person.get("accountId", "0:0")).partition(":")
    digits = number if number.isdigit() else "0"
    return f"{_hexadecimal(mark)}-0000-4000-8000-{int(digits):012x}"


def _hexadecimal(mark: str) -> str:
    return "".join(one for one in mark.lower() if one in "0123456789abcdef")[:8].ljust(8, "0")
