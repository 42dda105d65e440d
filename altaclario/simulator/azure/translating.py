"""Makes an organisation out of a tracker: the same projects, sprints and issues, instant for instant."""

from datetime import UTC, datetime

from altaclario.simulator.azure import process as processes
from altaclario.simulator.azure.organisation import Home, Item, Node, Organisation, Project, Revision, Team, guid
from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.telling import Telling
from altaclario.simulator.tracker import Board, Issue, Json, Tracker
from altaclario.simulator.working import DAY_MS

_NODES, _NODES_A_PROJECT = 500_000, 1000
_TEST_CASES = 900_000
_MORNING_MS = DAY_MS // 2


def translate(tracker: Tracker, process: Process) -> Organisation:
    """The whole organisation. An item has the id of its issue, an iteration the id of its sprint."""
    organisation = Organisation()
    for number, (key, found) in enumerate((tracker.projects | tracker.hidden_projects).items()):
        project = _project(organisation, tracker, process, number, key, found)
        _settle(organisation, tracker, process, project, number, key, found)
    for project in organisation.projects.values():
        _describe(project, tracker)
        organisation.nodes |= {node.id: node for tree in (project.areas, project.iterations) for node in tree.all()}
    for issue in (tracker.issues | tracker.deleted | tracker.hidden).values():
        _add_item(organisation, tracker, process, issue)
    for project in organisation.projects.values():
        _add_test_cases(organisation, process, project)
    _put_in_order(organisation)
    _add_links(organisation, tracker)
    organisation.dependencies = _dependencies(tracker)
    return organisation


def tell_again(organisation: Organisation, tracker: Tracker, process: Process, changed: list[int]) -> None:
    """What happened since it was told: new revisions and items, and what is not there or not to be seen any more."""
    if 0 in changed:
        _rename(organisation, tracker)
    for id in dict.fromkeys(one for one in changed if one):
        issue = tracker.issues.get(id) or tracker.deleted.get(id) or tracker.hidden.get(id)
        if issue is None:
            _forget(organisation, id)
        else:
            _tell(organisation, tracker, process, issue)
    organisation.dependencies = _dependencies(tracker)


def _dependencies(tracker: Tracker) -> set[tuple[int, int]]:
    """Links that block, from the item that must be done first."""
    every = {link for several in tracker.links.values() for link in several}
    forward = {(source, target) for source, target, kind in every if kind == "Blocks"}
    return forward | {(target, source) for source, target, kind in every if kind == "Depends"}


def _rename(organisation: Organisation, tracker: Tracker) -> None:
    """Names as they are now; items keep the numbers of nodes, so their paths follow."""
    for key, found in (tracker.projects | tracker.hidden_projects).items():
        home = organisation.homes[_number(key, found)]
        home.key = key
        if home.sprints is not home.project.iterations:
            home.sprints.name = found["name"]
            continue
        home.project.name = home.project.areas.name = home.project.iterations.name = found["name"]
        home.project.is_hidden = key in tracker.hidden_projects
    for sprint in (one for board in tracker.boards.values() for one in board.sprints):
        organisation.nodes[sprint["id"]].name = sprint["name"]


def _tell(organisation: Organisation, tracker: Tracker, process: Process, issue: Issue) -> None:
    item = organisation.items.get(issue.id)
    is_new = item is None
    if item is None:
        item = organisation.items[issue.id] = _item(organisation, issue)
    item.project = organisation.of_key(issue.project)
    for revision in _told(organisation, tracker, process, issue)[len(item.revisions) - item.added :]:
        organisation.add_revision(item, revision)
    if is_new:
        _link_to_parent(organisation, issue)
    item.is_deleted, item.is_hidden = issue.id in tracker.deleted, issue.id in tracker.hidden


def _forget(organisation: Organisation, id: int) -> None:
    """Destroyed: nothing of it is shown, not even what it was."""
    item = organisation.items.pop(id, None)
    if item is not None:
        organisation.feed = [one for one in organisation.feed if one[1] is not item]
        organisation.links = [one for one in organisation.links if item not in (one.source, one.target)]


def _project(
    organisation: Organisation, tracker: Tracker, process: Process, number: int, key: str, found: Json
) -> Project:
    """The project in which the issues of one of the tracker's are: its own, or the one that is there for all."""
    if process.one_project and organisation.projects:
        return next(iter(organisation.projects.values()))
    name = process.one_project or found["name"]
    first = _NODES + number * _NODES_A_PROJECT
    project = Project(
        guid(f"project {process.one_project or _number(key, found)}"),
        name,
        number,
        Node(first + 1, name, "area"),
        Node(first + 2, name, "iteration"),
        _states(tracker, process, None if process.one_project else key),
        is_hidden=key in tracker.hidden_projects and not process.one_project,
    )
    organisation.projects[project.id] = project
    return project


def _settle(
    organisation: Organisation, tracker: Tracker, process: Process, project: Project, number: int, key: str, found: Json
) -> None:
    """The teams and iterations of one of the tracker's projects."""
    first = _NODES + number * _NODES_A_PROJECT
    boards = [board for board in tracker.boards.values() if board.project == key] or [Board(0, key, "kanban", key, [])]
    names = [f"{found['name']} Team", *(board.name for board in boards[1:])]
    states = [_names(tracker, [board]) for board in boards]
    teams = [
        _team(project, process, name, first + 10 * (place + 1), shown)
        for place, (name, shown) in enumerate(zip(names, states, strict=True))
    ]
    project.teams += teams
    sprints = project.iterations.below(found["name"], first + 3) if process.one_project else project.iterations
    _add_iterations(sprints, first + 500, teams, boards)
    organisation.homes[_number(key, found)] = Home(project, teams[0], key, number, sprints)


def _number(key: str, found: Json) -> str:
    return str(found.get("id", key))


def _describe(project: Project, tracker: Tracker) -> None:
    """Words of people, wherever the service sends some that nobody asked for."""
    if not tracker.canaries:
        return
    mark = tracker.canaries[0]
    project.description = f"{mark} project description {project.number}"
    project.type_descriptions = {type: f"{mark} type description {type}" for type in processes.TYPES}
    for team in project.teams:
        team.description = f"{mark} team description {team.name}"


def _names(tracker: Tracker, boards: list[Board]) -> dict[str, str]:
    """The statuses that boards show and that are listed, in their order, each with its category."""
    listed = {status["id"]: status for status in tracker.statuses}
    shown = [listed[id] for board in boards for _, ids in board.columns for id in ids if id in listed]
    return {status["name"]: status["statusCategory"]["key"] for status in shown or listed.values()}


def _states(tracker: Tracker, process: Process, key: str | None) -> dict[str, list[tuple[str, str]]]:
    """The states of every type, in the order of the columns. A status that is not listed any more is no state."""
    boards = [board for board in tracker.boards.values() if key in (None, board.project)]
    keys = _names(tracker, sorted(boards, key=lambda board: -len(board.columns)))
    removed = [(processes.REMOVED, processes.REMOVED)] if process.removed else []
    states = {
        type: [(process.state(type, name), process.category(type, name, key)) for name, key in keys.items()] + removed
        for type in processes.TYPES
    }
    return states | dict.fromkeys(processes.HIDDEN, processes.TEST_STATES)


def _team(project: Project, process: Process, name: str, area: int, shown: dict[str, str]) -> Team:
    """A team with the columns of a board, and with an area of its own below which there is another."""
    own = project.areas.below(name, area)
    own.below("Core", area + 1)
    columns = [
        (column, status, status in process.split)
        for status in shown
        for column in process.columns.get(status, (status,))
    ]
    return Team(guid(f"team {project.id} {area}"), name, own, columns)


def _add_iterations(above: Node, first: int, teams: list[Team], boards: list[Board]) -> None:
    """The sprints of all boards, those with dates below their years, and each team with those of its board."""
    years: dict[int, Node] = {}
    made: dict[int, Node] = {}
    for team, board in zip(teams, boards, strict=True):
        for sprint in board.sprints:
            if sprint["id"] not in made:
                made[sprint["id"]] = _iteration(above, first, years, sprint)
            team.iterations.append(made[sprint["id"]])


def _iteration(above: Node, first: int, years: dict[int, Node], sprint: Json) -> Node:
    start, end = _ms(sprint.get("startDate")), _ms(sprint.get("endDate"))
    if start is None or end is None:
        return above.below(sprint["name"], sprint["id"])
    first_day = start - start % DAY_MS
    # A sprint that ends in the morning has the day before as its last one.
    last_day = max(first_day, (end - _MORNING_MS) // DAY_MS * DAY_MS)
    year = datetime.fromtimestamp(first_day / 1000, UTC).year
    if year not in years:
        years[year] = above.below(str(year), first + len(years))
    return years[year].below(sprint["name"], sprint["id"], first_day, last_day)


def _add_item(organisation: Organisation, tracker: Tracker, process: Process, issue: Issue) -> None:
    item = _item(organisation, issue)
    item.revisions = _told(organisation, tracker, process, issue)
    item.is_deleted, item.is_hidden = issue.id in tracker.deleted, issue.id in tracker.hidden
    organisation.items[item.id] = item


def _item(organisation: Organisation, issue: Issue) -> Item:
    kind = issue.fields["issuetype"]
    level = int(kind.get("hierarchyLevel") or 0)
    by_name = {"Bug": "Bug", "Story": "User Story"}
    type = "Task" if level < 0 else "Epic" if level > 0 else by_name.get(kind["name"], "Issue")
    return Item(issue.id, type, organisation.of_key(issue.project))


def _told(organisation: Organisation, tracker: Tracker, process: Process, issue: Issue) -> list[Revision]:
    return Telling(organisation, tracker, process, issue, _item(organisation, issue).type).revisions()


def _add_test_cases(organisation: Organisation, process: Process, project: Project) -> None:
    """Items of a hidden type, which are no work."""
    own = [item for item in organisation.items.values() if item.project is project]
    for place, other in enumerate(own[: process.test_cases]):
        id = _TEST_CASES + project.number * 100 + place
        stored = {
            "System.AreaId": project.areas.id,
            "System.IterationId": project.iterations.id,
            "System.State": "Design",
            "System.Reason": "New",
        }
        revision = Revision(other.revisions[0].at, None, stored)
        organisation.items[id] = Item(id, "Test Case", project, [revision])


def _put_in_order(organisation: Organisation) -> None:
    """Watermarks over all items in the order of time, as the revisions came to be."""
    every = [(one, item, place) for item in organisation.items.values() for place, one in enumerate(item.revisions, 1)]
    every.sort(key=lambda found: (found[0].at, found[1].id, found[2]))
    for watermark, (revision, _, _) in enumerate(every, start=1):
        revision.watermark = watermark
    organisation.feed = [(revision.watermark, item, place) for revision, item, place in every]
    organisation.watermark = len(every)


def _add_links(organisation: Organisation, tracker: Tracker) -> None:
    every = (tracker.issues | tracker.deleted | tracker.hidden).values()
    for issue in sorted(every, key=lambda issue: (issue.created, issue.id)):
        _link_to_parent(organisation, issue)


def _link_to_parent(organisation: Organisation, issue: Issue) -> None:
    parent = organisation.items.get(int((issue.fields.get("parent") or {}).get("id") or 0))
    if parent is not None:
        item = organisation.items[issue.id]
        by = item.revisions[0].by if item.revisions else None
        organisation.add_link(parent, item, at=issue.created, by=by)


def _ms(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)
