"""What a project's process consists of: types of work items with their states, and their categories."""

from urllib.parse import quote

from altaclario.simulator.azure import fields, process, refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, field_reference, listed
from altaclario.simulator.azure.organisation import Project
from altaclario.simulator.azure.process import CATEGORY_NAMES, HIDDEN, TYPES, ItemType
from altaclario.simulator.tracker import Json

_SHOWN = ("System.Id", fields.TITLE, "System.State", fields.POINTS, "System.Description")


def types(project: Project) -> bytes:
    """All types, hidden ones too."""
    return listed([_type(project, one) for one in TYPES.values()])


def type(project: Project, wanted: str) -> bytes:
    """One type. Raises Refused."""
    return ENCODE(_type(project, _known(wanted)))


def states(project: Project, wanted: str) -> bytes:
    """The states of one type, in their order. Raises Refused."""
    return listed(_states(project, _known(wanted)))


def categories(project: Project) -> bytes:
    """Which types stand for which purpose."""
    return listed([_category(project, reference) for reference in CATEGORY_NAMES])


def category(project: Project, wanted: str) -> bytes:
    """One category. Raises Refused."""
    found = next((one for one in CATEGORY_NAMES if one.lower() == wanted.lower()), None)
    if found is None:
        raise refusing.Refused(
            404, f"VS402360: Category {wanted} does not exist.", "WorkItemTypeCategoryNotFoundException"
        )
    return ENCODE(_category(project, found))


def _known(wanted: str) -> ItemType:
    found = next((one for one in TYPES.values() if wanted.lower() in (one.name.lower(), one.reference.lower())), None)
    if found is None:
        message = f"VS402323: Work item type {wanted} does not exist in the project, or you do not have permission."
        raise refusing.Refused(404, message, "WorkItemTypeNotFoundException")
    return found


def _type(project: Project, one: ItemType) -> Json:
    instances = [
        field_reference(name) | {"alwaysRequired": name == fields.TITLE, "helpText": project.description}
        for name in _SHOWN
    ]
    names = [name for name, _ in project.states[one.name]]
    return {
        "_links": {"self": {"href": _url(project, one.name)}},
        "name": one.name,
        "referenceName": one.reference,
        "description": project.type_descriptions.get(one.name, ""),
        "color": one.colour,
        "icon": {"id": one.icon, "url": f"{ROOT}/_apis/wit/workItemIcons/{one.icon}?color={one.colour}&v=2"},
        "isDisabled": False,
        "xmlForm": "<FORM></FORM>",
        "fields": instances,
        "fieldInstances": instances,
        "transitions": {name: [{"to": other, "actions": None} for other in names if other != name] for name in names}
        | {"": [{"to": names[0]}] if names else []},
        "states": _states(project, one),
        "url": _url(project, one.name),
    }


def _states(project: Project, one: ItemType) -> list[Json]:
    return [
        {"name": name, "color": process.colour(category), "category": category}
        for name, category in project.states[one.name]
    ]


def _category(project: Project, reference: str) -> Json:
    if reference == "Microsoft.HiddenCategory":
        names = list(HIDDEN)
    else:
        names = [one.name for one in TYPES.values() if one.category == reference]
    found = [{"name": name, "url": _url(project, name)} for name in names]
    return {
        "name": CATEGORY_NAMES[reference],
        "referenceName": reference,
        "defaultWorkItemType": found[0],
        "workItemTypes": found,
        "url": f"{ROOT}/{project.id}/_apis/wit/workItemTypeCategories/{reference}",
    }


def _url(project: Project, name: str) -> str:
    return f"{ROOT}/{project.id}/_apis/wit/workItemTypes/{quote(name)}"
