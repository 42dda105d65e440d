"""`altaclario simulate`: the simulated trackers on a port of this machine."""

import argparse
import sys
from pathlib import Path

from altaclario.config import children
from altaclario.config.arguments import BadArgument
from altaclario.simulator import serving
from altaclario.simulator.generating import LOGISTICS, Wish, generate
from altaclario.simulator.jira import recorded
from altaclario.simulator.serving import Simulated
from altaclario.simulator.tracker import Tracker


def simulate(said: argparse.Namespace) -> int:
    """Serve until interrupted. Raises BadArgument for a folder without a recording and a port that is taken."""
    if said.quiet:
        children.die_with_the_parent()
    other = _other_team(said)
    simulated = Simulated(_tracker(said), latency_ms=said.latency, pace=said.pace, azure_tracker=other)
    try:
        announce = (lambda _: None) if said.quiet else (lambda _: _announce(simulated.url, simulated))
        serving.serve(simulated, port=said.port, announce=announce)
    except OSError:
        raise BadArgument(f"Port {said.port} cannot be used; another program has it. Give another --port.") from None
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return 0


def _tracker(said: argparse.Namespace) -> Tracker:
    if not said.recorded:
        return generate(Wish(issues=said.issues, seed=said.seed))
    try:
        return recorded.load(Path(said.recorded))
    except recorded.NotRecorded as missing:
        raise BadArgument(str(missing)) from None


def _other_team(said: argparse.Namespace) -> Tracker | None:
    """A team of Azure DevOps' own, half as large; None where both tell the same history."""
    wish = Wish(issues=said.issues // 2, seed=said.seed + 1, teams=(LOGISTICS,), whole_days=True)
    return generate(wish) if said.two_teams else None


def _announce(url: str, simulated: Simulated) -> None:
    projects = " ".join(f"--project {key}" for key in simulated.tracker.projects)
    print(f"A simulated Jira Cloud answers at {url} until Ctrl-C.")
    print(f"Its account is {simulated.email}; put {simulated.token} into a variable, such as JIRA_TOKEN, then:")
    print(
        f"altaclario report --provider jira --url {url} --allow-network 127.0.0.0/8 --email {simulated.email} "
        f"--token-env JIRA_TOKEN {projects} --dashboard flow"
    )
    print(f"The same work is a Jira Data Center at {simulated.data_center_url}.")
    print(f"Put its token {simulated.personal_token} into a variable, such as JIRA_PAT, then:")
    print(
        f"altaclario report --provider jira-data-center --url {simulated.data_center_url} --allow-network 127.0.0.0/8 "
        f"--token-env JIRA_PAT {projects} --dashboard flow"
    )
    names = " ".join(f'--project "{project["name"]}"' for project in simulated.azure.tracker.projects.values())
    whose = "Another team's" if simulated.azure_tracker else "The same"
    print(f"{whose} work is an Azure DevOps organisation at {simulated.azure_url}.")
    print(f"Put its token {simulated.pat} into a variable, such as AZURE_PAT, then:")
    print(
        f"altaclario report --provider azure-devops --url {simulated.azure_url} --allow-network 127.0.0.0/8 "
        f"--token-env AZURE_PAT {names} --dashboard flow"
    )
    print(f"The same work is a collection of an Azure DevOps Server at {simulated.server_url}.")
    print(f"Put its token {simulated.server_pat} into a variable, such as SERVER_PAT, then:")
    print(
        f"altaclario report --provider azure-devops-server --url {simulated.server_url} --allow-network 127.0.0.0/8 "
        f"--token-env SERVER_PAT {names} --dashboard flow",
        flush=True,
    )
