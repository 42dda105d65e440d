"""Gates of what the public reads: nothing starts with a change that people had to be told of and were not."""

from altaclario.config.gates import storage
from altaclario.privacy import publishing


def told() -> str:
    if storage.answers() or storage.migrations():  # Gates of their own speak of that.
        return ""
    waiting = [f"{one.title} {one.version}" for one in publishing.untold()]
    if not waiting:
        return ""
    return f"{', '.join(waiting)} changed in something that matters: tell people with `altaclario publish-policy`."


def altered() -> str:
    if storage.answers() or storage.migrations():
        return ""
    other = publishing.altered()
    return f"{', '.join(other)} is not what was published here: give the text a new version." if other else ""


GATES = (told, altered)
