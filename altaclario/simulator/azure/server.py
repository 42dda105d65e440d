"""The same projects at an Azure DevOps Server: a collection below a path of its own, an older version, no quota."""

from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from altaclario.simulator.asking import Answered, Asked
from altaclario.simulator.azure import door
from altaclario.simulator.azure.door import KIND, AzureFace
from altaclario.simulator.azure.organisation import NAME
from altaclario.simulator.azure.refusing import Refused

BELOW = "/tfs/DefaultCollection"
SERVER_PAT = "simulated-server-pat"
SignIn = Literal["basic", "windows"]
_WAYS = {
    "basic": 'Bearer, Basic realm="https://devops.simulated.test/tfs", Negotiate, NTLM',
    "windows": "Negotiate, NTLM",
}


def serves(path: str) -> bool:
    """Whether a path is one of the collection's."""
    return path.lower().startswith(f"{BELOW.lower()}/")


@dataclass(slots=True, repr=False)
class ServerFace:
    """One collection. `newest` is the version of the interface that it knows; `sign_in` which ways in IIS allows."""

    services: AzureFace
    newest: tuple[int, int] = (7, 1)
    sign_in: SignIn = "basic"

    def answer(self, asked: Asked) -> Answered:
        """The answer of a collection that is well."""
        token = door.token(asked)
        if self.sign_in == "windows" or token not in (SERVER_PAT, door.POWERLESS_PAT):
            return Answered(401, b"", "text/html", {"WWW-Authenticate": _WAYS[self.sign_in]})
        inside = replace(asked, path=f"/{NAME}{asked.path[len(BELOW) :]}")
        try:
            version = door.version(inside, self.newest)
            answer = self.services.answered(inside, version)
        except Refused as refused:
            return Answered(refused.status, refused.body, KIND, refused=refused.asked_for_contents)
        if inside.path.lower().endswith("/connectiondata"):
            told = msgspec.json.decode(answer.body) | {"deploymentType": "onPremises"}
            return replace(answer, body=msgspec.json.encode(told))
        return answer

    def subject(self, asked: Asked) -> str:
        """The address tells it."""
        return asked.path

    def first_page(self, asked: Asked) -> Asked:
        """The same question without its token."""
        return self.services.first_page(asked)

    def repeated(self, body: bytes, number: int = 0) -> bytes:
        """A batch that names itself as the next one, by a token of that number."""
        return self.services.repeated(body, number)

    def failure(self, status: int, reason: str) -> Answered:
        """An error of the server itself."""
        return self.services.failure(status, reason)
