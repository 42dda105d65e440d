"""Projects, teams, fields and who is asking."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from altaclario.simulator.azure import fields, people, refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, listed
from altaclario.simulator.azure.fields import FIELDS
from altaclario.simulator.azure.organisation import NAME, Organisation, Project, Team, guid
from altaclario.simulator.tracker import Json

_A_PAGE = 100


def projects(organisation: Organisation, query: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """A page of projects, in no order that means something, and the header that leads to the next one."""
    every = organisation.shown()
    start = number(query, "continuationToken", number(query, "$skip", 0))
    size = number(query, "$top", _A_PAGE)
    page = every[start : start + size]
    ahead = {"x-ms-continuationtoken": str(start + size)} if start + size < len(every) else {}
    return listed([_reference(project) for project in page]), ahead


def project(found: Project, query: Mapping[str, str]) -> bytes:
    """One project."""
    value = _reference(found) | {
        "_links": _links(found),
        "defaultTeam": {
            "id": found.teams[0].id,
            "name": found.teams[0].name,
            "url": _team_url(found, found.teams[0]),
        },
    }
    if query.get("includeCapabilities", "").lower() == "true":
        value["capabilities"] = {
            "processTemplate": {"templateName": "Agile", "templateTypeId": "adcc42ab-9882-485e-a3ed-7678f01f66bc"},
            "versioncontrol": {"sourceControlType": "Git", "gitEnabled": "True", "tfvcEnabled": "False"},
        }
    return ENCODE(value)


def teams_of(found: Project, query: Mapping[str, str]) -> bytes:
    """The teams of one project."""
    return _page_of_teams([(found, team) for team in found.teams], query)


def all_teams(organisation: Organisation, query: Mapping[str, str]) -> bytes:
    """The teams of all projects."""
    every = [(project, team) for project in organisation.shown() for team in project.teams]
    return _page_of_teams(sorted(every, key=lambda one: one[1].name.lower()), query)


def team(found: Project, one: Team) -> bytes:
    """One team."""
    return ENCODE(_team(found, one))


def all_fields() -> bytes:
    """Every field of the organisation, those that hold contents too."""
    return listed([_field(name) for name in FIELDS])


def field(wanted: str) -> bytes:
    """One field. Raises Refused."""
    name = fields.known(wanted)
    if name is None or name not in FIELDS:
        raise refusing.Refused(404, f"TF51535: Cannot find field {wanted}.", "InvalidFieldException")
    return ENCODE(_field(name))


def connection(person: Json) -> bytes:
    """Who is asking, as the service knows them."""
    id = people.guid_of(person)
    user = {
        "id": id,
        "descriptor": f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{person['emailAddress']}",
        "subjectDescriptor": f"aad.{person['emailAddress']}",
        "providerDisplayName": person["displayName"],
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": person["emailAddress"]}},
        "resourceVersion": 2,
        "metaTypeId": 0,
    }
    return ENCODE(
        {
            "authenticatedUser": user,
            "authorizedUser": user,
            "instanceId": guid("instance"),
            "deploymentId": guid("deployment"),
            "deploymentType": "hosted",
            "locationServiceData": {
                "serviceOwner": "00025394-6065-48ca-87d9-7f5672854ef7",
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )


def number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    """A number of the query. Raises Refused."""
    text = query.get(name)
    if text is None:
        return otherwise
    if not text.isdigit():
        raise refusing.bad(f"The value '{text}' is not valid for {name}.")
    return int(text)


def _reference(found: Project) -> Json:
    return {
        "id": found.id,
        "name": found.name,
        **({"description": found.description} if found.description else {}),
        "url": f"{ROOT}/_apis/projects/{found.id}",
        "state": "wellFormed",
        "revision": 11 + found.number,
        "visibility": "private",
        "lastUpdateTime": "2024-01-08T09:00:00.123Z",
    }


def _page_of_teams(every: list[tuple[Project, Team]], query: Mapping[str, str]) -> bytes:
    start, size = number(query, "$skip", 0), number(query, "$top", _A_PAGE)
    return listed([_team(project, team) for project, team in every[start : start + size]])


def _team(found: Project, one: Team) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "url": _team_url(found, one),
        "description": one.description,
        "identityUrl": f"https://spsprodweu1.vssps.visualstudio.com/_apis/Identities/{one.id}",
        "projectName": found.name,
        "projectId": found.id,
    }


def _team_url(found: Project, one: Team) -> str:
    return f"{ROOT}/_apis/projects/{found.id}/teams/{one.id}"


def _links(found: Project) -> dict[str, Any]:
    return {
        "self": {"href": f"{ROOT}/_apis/projects/{found.id}"},
        "collection": {"href": f"{ROOT}/_apis/projectCollections/{guid(NAME)}"},
        "web": {"href": f"{ROOT}/{quote(found.name)}"},
    }


def _field(name: str) -> Json:
    title, kind = FIELDS[name]
    return {
        "name": title,
        "referenceName": name,
        "type": kind,
        "usage": "workItem",
        "readOnly": name in fields.READ_ONLY,
        "canSortBy": kind not in ("html", "history", "plainText"),
        "isQueryable": True,
        "isIdentity": name in fields.PEOPLE,
        "isPicklist": False,
        "isPicklistSuggested": False,
        "supportedOperations": [{"referenceName": "SupportedOperations.Equals", "name": "="}],
        "url": f"{ROOT}/_apis/wit/fields/{name}",
    }
