"""The trees of areas and iterations."""

from collections.abc import Mapping
from urllib.parse import quote

from altaclario.simulator.azure import refusing
from altaclario.simulator.azure.encoding import ENCODE, ROOT, listed
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.organisation import Node, Organisation, Project
from altaclario.simulator.azure.projects import number
from altaclario.simulator.tracker import Json


def roots(organisation: Organisation, project: Project, query: Mapping[str, str]) -> bytes:
    """Both trees, or the nodes whose ids are named. Raises Refused."""
    if "ids" in query:
        return _by_ids(organisation, project, query)
    depth = number(query, "$depth", 0)
    return listed([_node(project, tree, depth) for tree in (project.areas, project.iterations)])


def group(project: Project, wanted: str, path: list[str], query: Mapping[str, str]) -> bytes:
    """One tree, or a node of it, with its children down to a depth. Raises Refused."""
    trees = {"areas": project.areas, "iterations": project.iterations}
    node: Node | None = trees.get(wanted.lower())
    if node is None:
        raise refusing.bad(f"The value '{wanted}' is not valid for structureGroup.")
    for name in path:
        node = next((one for one in node.children if one.name.lower() == name.lower()), None) if node else None
    if node is None:
        message = f"VS402371: Classification node name {'/'.join(path)} is not valid or does not exist."
        raise refusing.Refused(404, message, "WorkItemTrackingTreeNodeNotFoundException")
    return ENCODE(_node(project, node, number(query, "$depth", 0)) | _links(project, node))


def _by_ids(organisation: Organisation, project: Project, query: Mapping[str, str]) -> bytes:
    ids = [int(part) for part in query["ids"].split(",") if part.strip().isdigit()]
    found = [organisation.nodes.get(id) for id in ids]
    if any(node is None for node in found) and query.get("errorPolicy", "").lower() != "omit":
        raise refusing.Refused(404, "VS402371: A classification node does not exist.", "TreeNodeNotFoundException")
    depth = number(query, "$depth", 0)
    return listed([node and _node(project, node, depth) | _links(project, node) for node in found])


def _node(project: Project, node: Node, depth: int) -> Json:
    value: Json = {
        "id": node.id,
        "identifier": node.identifier,
        "name": node.name,
        "structureType": node.kind,
        "hasChildren": bool(node.children),
        "path": _path(node),
        "url": url(project, node),
    }
    days = {"startDate": node.first_day, "finishDate": node.last_day}
    if any(day is not None for day in days.values()):
        value["attributes"] = {name: written(day) for name, day in days.items() if day is not None}
    if depth and node.children:
        value["children"] = [_node(project, child, depth - 1) for child in node.children]
    return value


def _links(project: Project, node: Node) -> Json:
    """Addresses, which only nodes have that were asked for by name or number."""
    above = {"parent": {"href": url(project, node.parent)}} if node.parent else {}
    return {"_links": {"self": {"href": url(project, node)}} | above}


def _path(node: Node) -> str:
    r"""As the trees say it: with the name of the tree below the project, `\Payments\Iteration\2026`."""
    root, _, rest = node.path.partition("\\")
    below = f"\\{rest}" if rest else ""
    return f"\\{root}\\{node.kind.title()}{below}"


def url(project: Project, node: Node) -> str:
    """The address of a node, which goes by names."""
    _, _, rest = node.path.partition("\\")
    names = "".join(f"/{quote(name)}" for name in rest.split("\\") if name)
    return f"{ROOT}/{project.id}/_apis/wit/classificationNodes/{node.kind.title()}s{names}"
