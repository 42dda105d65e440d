"""Answers that are no data, in the words of Azure DevOps."""

import re

import msgspec

from altaclario.simulator.tracker import Json


class Refused(Exception):
    """A status and what the service says with it; `key` names the kind of error."""

    def __init__(self, status: int, message: str, key: str, *, asked_for_contents: bool = False) -> None:
        super().__init__(message)
        self.status, self.key = status, key
        self.asked_for_contents = asked_for_contents

    @property
    def body(self) -> bytes:
        return msgspec.json.encode(said(str(self), self.key))


def said(message: str, key: str) -> Json:
    """The form that every error has."""
    return {
        "$id": "1",
        "innerException": None,
        "message": message,
        "typeName": f"Microsoft.TeamFoundation.{key}, Microsoft.TeamFoundation",
        "typeKey": key,
        "errorCode": 0,
        "eventId": 3000,
    }


def contents(names: object) -> Refused:
    """Not an answer of the service: this one hands out no contents, and counts who asks."""
    return Refused(400, f"contents were asked for: {names}", "ContentsRefused", asked_for_contents=True)


def bad(message: str, key: str = "VssPropertyValidationException") -> Refused:
    return Refused(400, message, key)


def no_project(wanted: str) -> Refused:
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", wanted, re.IGNORECASE):
        message = (
            f"VS800075: The project with id 'vstfs:///Classification/TeamProject/{wanted}' does not exist, or you do "
            "not have permission to access it."
        )
        return Refused(404, message, "ProjectDoesNotExistException")
    message = (
        f"TF200016: The following project does not exist: {wanted}. Verify that the name of the project is correct "
        "and that the project exists on the specified Azure DevOps Server."
    )
    return Refused(404, message, "ProjectDoesNotExistWithNameException")


def no_team(wanted: str) -> Refused:
    message = f"The team with id '{wanted}' does not exist."
    return Refused(404, message, "TeamNotFoundException")


def no_item(id: int) -> Refused:
    message = f"TF401232: Work item {id} does not exist, or you do not have permissions to read it."
    return Refused(404, message, "WorkItemUnauthorizedAccessException")
