"""Makes an organisation out of a tracker: the same projects, sprints and issues, instant for instant."""

from datetime import UTC, datetime

from altaclario.simulator.azure import process as processes
from altaclario.simulator.azure.organisation import Item, Node, Organisation, Project, Revision, Team, board_of, guid
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
    for number, key in enumerate(tracker.projects | tracker.hidden_projects):
        _add_project(organisation, tracker, process, number, key)
    for issue in (tracker.issues | tracker.deleted | tracker.hidden).values():
        _add_item(organisation, tracker, process, issue)
    for project in organisation.projects.values():
        _add_test_cases(organisation, tracker, process, project)
    _put_in_order(organisation)
    _add_links(organisation, tracker)
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


def _rename(organisation: Organisation, tracker: Tracker) -> None:
    """Names as they are now; items keep the numbers of nodes, so their paths follow."""
    every = tracker.projects | tracker.hidden_projects
    by_id = {guid(f"project {project.get('id', key)}"): (key, project["name"]) for key, project in every.items()}
    for id, project in organisation.projects.items():
        project.key, project.name = by_id[id]
        project.areas.name = project.iterations.name = project.name
        project.is_hidden = project.key in tracker.hidden_projects
    for sprint in (one for board in tracker.boards.values() for one in board.sprints):
        organisation.nodes[sprint["id"]].name = sprint["name"]


def _tell(organisation: Organisation, tracker: Tracker, process: Process, issue: Issue) -> None:
    item = organisation.items.get(issue.id)
    is_new = item is None
    if item is None:
        item = organisation.items[issue.id] = _item(organisation, issue)
    item.project = organisation.of_key(issue.project)
    for revision in _told(organisation, tracker, process, issue)[len(item.revisions) :]:
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


def _add_project(organisation: Organisation, tracker: Tracker, process: Process, number: int, key: str) -> None:
    found = (tracker.projects | tracker.hidden_projects)[key]
    first = _NODES + number * _NODES_A_PROJECT
    areas, iterations = Node(first + 1, found["name"], "area"), Node(first + 2, found["name"], "iteration")
    boards = [board for board in tracker.boards.values() if board.project == key] or [Board(0, key, "kanban", key, [])]
    project = Project(
        guid(f"project {found.get('id', key)}"),
        key,
        found["name"],
        number,
        areas,
        iterations,
        _states(tracker, process, boards),
        is_hidden=key in tracker.hidden_projects,
    )
    for place, board in enumerate(boards):
        project.teams.append(_team(project, process, board, place))
    _add_iterations(project, boards)
    _describe(project, tracker)
    organisation.projects[project.id] = project
    organisation.nodes |= {node.id: node for tree in (areas, iterations) for node in tree.all()}


def _describe(project: Project, tracker: Tracker) -> None:
    """Words of people, wherever the service sends some that nobody asked for."""
    if not tracker.canaries:
        return
    mark = tracker.canaries[0]
    project.description = f"{mark} project description {project.number}"
    project.type_descriptions = {type: f"{mark} type description {type}" for type in processes.TYPES}
    for team in project.teams:
        team.description = f"{mark} team description {team.name}"


def _states(tracker: Tracker, process: Process, boards: list[Board]) -> dict[str, list[tuple[str, str]]]:
    """The states of every type, in the order of the columns. A status that is not listed any more is no state."""
    listed = {status["id"]: status for status in tracker.statuses}
    order = [id for _, ids in board_of(boards).columns for id in ids if id in listed]
    keys = {listed[id]["name"]: listed[id]["statusCategory"]["key"] for id in dict.fromkeys([*order, *listed])}
    own = {listed[id]["name"] for id in order} or set(keys)
    removed = [(processes.REMOVED, processes.REMOVED)] if process.removed else []
    states = {
        type: [(name, process.category(type, name, key)) for name, key in keys.items() if name in own] + removed
        for type in processes.TYPES
    }
    return states | dict.fromkeys(processes.HIDDEN, processes.TEST_STATES)


def _team(project: Project, process: Process, board: Board, place: int) -> Team:
    """One team for each board, with an area of its own below which there is another."""
    first = project.areas.id + 10 * (place + 1)
    name = f"{project.name} Team" if place == 0 else board.name
    area = project.areas.below(name, first)
    area.below("Core", first + 1)
    states = project.states["User Story"]
    columns = [
        (column, state, state in process.split)
        for state, category in states
        if category != processes.REMOVED
        for column in process.columns.get(state, (state,))
    ]
    return Team(guid(f"team {project.id} {place}"), name, area, columns)


def _add_iterations(project: Project, boards: list[Board]) -> None:
    """The sprints of all boards, those with dates below their years, and each team with those of its board."""
    years: dict[int, Node] = {}
    made: dict[int, Node] = {}
    for team, board in zip(project.teams, boards, strict=True):
        for sprint in board.sprints:
            if sprint["id"] not in made:
                made[sprint["id"]] = _iteration(project, years, sprint)
            team.iterations.append(made[sprint["id"]])


def _iteration(project: Project, years: dict[int, Node], sprint: Json) -> Node:
    start, end = _ms(sprint.get("startDate")), _ms(sprint.get("endDate"))
    if start is None or end is None:
        return project.iterations.below(sprint["name"], sprint["id"])
    first_day = start - start % DAY_MS
    # A sprint that ends in the morning has the day before as its last one.
    last_day = max(first_day, (end - _MORNING_MS) // DAY_MS * DAY_MS)
    year = datetime.fromtimestamp(first_day / 1000, UTC).year
    if year not in years:
        years[year] = project.iterations.below(str(year), project.iterations.id + 500 + len(years))
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


def _add_test_cases(organisation: Organisation, tracker: Tracker, process: Process, project: Project) -> None:
    """Items of a hidden type, which are no work."""
    own = [issue for issue in tracker.issues.values() if issue.project == project.key]
    for place, issue in enumerate(own[: process.test_cases]):
        id = _TEST_CASES + project.number * 100 + place
        item = Item(id, "Test Case", project)
        stored = {
            "System.AreaId": project.areas.id,
            "System.IterationId": project.iterations.id,
            "System.State": "Design",
            "System.Reason": "New",
        }
        item.revisions = [Revision(issue.created, None, stored)]
        organisation.items[id] = item


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
