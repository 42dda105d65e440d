"""Pages of the documentation that are made from the code: `python -m altaclario.config.pages`, `--check` to compare."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from altaclario.audit import verbs
from altaclario.charts.columns import aligned
from altaclario.charts.messages import english
from altaclario.config import fault_table, installation
from altaclario.dashboards import dictionary
from altaclario.declarations import holdings, limits, mails, recipients
from altaclario.declarations.allowances import Allowance, Refusal
from altaclario.privacy import processing
from altaclario.providers.azure_devops import endpoints as azure_endpoints
from altaclario.providers.azure_devops.columns import fields as azure
from altaclario.providers.endpoints import Endpoint
from altaclario.providers.jira import endpoints as jira_endpoints
from altaclario.providers.jira.columns import fields as jira
from altaclario.providers.jira.data_center import endpoints as data_center_endpoints
from altaclario.workspaces import permissions

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "generated"
_NOTE = "Made from the code by `python -m altaclario.config.pages`; change the code, not this page."


def pages() -> dict[str, str]:
    """The text of each generated page, by file name."""
    return {
        "metrics.md": _page("The metric dictionary", dictionary.markdown()),
        "fields.md": _page("What we ask a tracker for, and what is kept", _fields()),
        "endpoints.md": _page("Which addresses of a tracker are asked", _endpoints()),
        "recipients.md": _page("Whom we contact", _recipients()),
        "mails.md": _page("Which mails are sent", _mails()),
        "permissions.md": _page("What each role of a workspace may do", _permissions()),
        "notes.md": _page("What the audit log notes", _noted()),
        "retention.md": _page("How long each table is kept, and how it is erased", _retention()),
        "processing.md": _page("What is done with personal data, and on what grounds", _processing()),
        "limits.md": _page("How often something may be tried", _limits()),
        "api.md": _page("What a program can read", _api()),
        "openapi.json": _described_api(),
        "faults.md": _page("What a tracker may do, and what is seen of it", fault_table.lines()),
    }


def main(words: list[str]) -> int:
    """Write the pages, or with `--check` name those that differ from the code."""
    stale = [name for name, text in pages().items() if _stored(name) != text]
    if "--check" in words:
        for name in stale:
            print(f"docs/generated/{name} differs from the code; `python3 test.py --fix` makes it anew.")
        return 1 if stale else 0
    _FOLDER.mkdir(exist_ok=True)
    for name in stale:
        (_FOLDER / name).write_text(pages()[name])
    return 0


def _stored(name: str) -> str:
    page = _FOLDER / name
    return page.read_text() if page.exists() else ""


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", _NOTE, "", *lines, ""])


def _fields() -> Iterator[str]:
    yield from ["## Jira", *_allowed(jira.ALLOWED), ""]
    yield "Names in brackets stand for custom fields, which are found by their schema on each site."
    yield from _refused(jira.REFUSED)
    yield from ["", "## Jira Data Center", *_allowed(jira.OF_DATA_CENTER), ""]
    yield "Histories come with all their changes; of those in other fields only the name of the field is decoded."
    yield from ["", "## Azure DevOps", *_allowed(azure.ALLOWED), ""]
    yield "A field that holds text is refused by its type, tags excepted: of these it is kept whether one says blocked."
    yield "Who an item is assigned to is not asked for: a query for what is assigned to anybody gives numbers alone."
    yield from _refused(azure.REFUSED)


def _refused(refusals: Sequence[Refusal]) -> Iterator[str]:
    rows = [["never asked for", "holds", "why not"], *([one.fields, one.holds, one.why] for one in refusals)]
    yield from ["", "```text", *aligned(rows), "```"]


def _endpoints() -> Iterator[str]:
    yield "A request to any other address is refused before it leaves."
    yield from ["", "## Jira", *_addresses(jira_endpoints.ALL)]
    yield from ["", "## Jira Data Center, below the site's own path", *_addresses(data_center_endpoints.ALL)]
    yield from ["", "## Azure DevOps, below the organisation", *_addresses(azure_endpoints.ALL)]


def _addresses(endpoints: Sequence[Endpoint]) -> Iterator[str]:
    heads = ["", "address", "for", "scopes that a scoped token needs"]
    rows = [[one.method, one.path, one.why, ", ".join(one.scopes)] for one in endpoints]
    yield from ["```text", *aligned([heads, *rows]), "```"]


def _allowed(allowances: Sequence[Allowance]) -> Iterator[str]:
    rows = [["field", "kept", "needed by"], *([one.field, one.kept, one.needed_by] for one in allowances)]
    yield from ["```text", *aligned(rows), "```"]


def _permissions() -> Iterator[str]:
    heads = ["permission", *permissions.Role]
    rows = [
        [row.permission.value, *("yes" if role in row.roles else "no" for role in permissions.Role)]
        for row in permissions.TABLE
    ]
    yield from [f"- **{row.permission}**: {english(row.sentence)}" for row in permissions.TABLE]
    yield from ["", "```text", *aligned([heads, *rows]), "```"]


def _limits() -> Iterator[str]:
    yield "Counted in the database, for all processes together; the answer to one more is 429 with `Retry-After`."
    yield "However a span of so many seconds lies, no more tries fit into it; a try counts for at most twice as long."
    yield "A rate of failures counts no try that succeeds. `account here` is an account tried from one address,"
    yield "`device` a browser in which that account was signed in before."
    heads = ["door", "most", "in seconds", "by", "counts"]
    rows = [
        [name, str(rate.most), str(rate.seconds), rate.per, "failures" if rate.failed else "tries"]
        for name, rates in limits.LIMITS.items()
        for rate in rates
    ]
    yield from ["", "```text", *aligned([heads, *rows]), "```", "", "## Which address is which door"]
    told = [
        [name, door.limit, door.account] if isinstance(door, limits.Door) else [name, "none", door.because]
        for name, door in limits.DOORS.items()
    ]
    yield from ["```text", *aligned([["address", "door", "account, or why there is none"], *told]), "```"]


def _retention() -> Iterator[str]:
    yield "One sweep, every minute, deletes what is older than its table says; a table that does not say it is refused."
    yield "Who closes an account or a workspace has 30 days to undo it; then all that is kept as long as that goes."
    rows = [
        [one.label, one.about, processing.period(one), processing.ERASED[one.erased]]
        for _, one in sorted(_registered().items())
    ]
    yield from ["", "```text", *aligned([["table", "about", "kept", "how it goes"], *rows]), "```", ""]
    yield f"Reports of abuse and notices of infringement stay {holdings.YEAR_DAYS} days at least, and invoices"
    yield f"{holdings.SEVEN_YEARS_DAYS} days, also when their people are gone; that rule stands before the table."


def _processing() -> Iterator[str]:
    yield "The record of processing activities (GDPR, article 30). A table that serves none of them is refused."
    _registered()
    for one in processing.entries():
        named = ", ".join(recipient.slug for recipient in one.recipients)
        yield from ["", f"## {one.activity.name}", f"- for {one.activity.purpose}"]
        yield from [f"- on the ground of {one.activity.basis} ({one.article})", f"- of {one.activity.whose}"]
        yield f"- received by: {named}"
        if one.activity.beside:
            yield f"- beside tables: {one.activity.beside}"
        rows = [[table.label, " ".join(table.personal) or "–", table.period] for table in one.tables]
        yield from ["", "```text", *aligned([["table", "about people", "kept"], *rows]), "```"]


def _registered() -> dict[str, holdings.Holding]:
    """The whole register: tables stand in it once the apps are set up."""
    installation.choose(None)
    import django

    django.setup()
    return holdings.REGISTER


def _described_api() -> str:
    _registered()
    from altaclario.dashboards import openapi

    return openapi.text().decode()


def _api() -> Iterator[str]:
    _registered()
    from altaclario.dashboards import openapi

    made = openapi.description()
    yield "Every address takes GET with `Authorization: Bearer altc_…`; docs/api.md begins with examples, and"
    yield "docs/generated/openapi.json says the same for programs (OpenAPI 3.1)."
    for path, ways in made["paths"].items():
        said = ways["get"]
        answer = said["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        yield from ["", f"## {path}", f"{said['summary']}. Answers with {answer}."]
        rows = [[one["name"], _kind(one["schema"]), one["description"]] for one in said["parameters"]]
        if rows:
            yield from ["", "```text", *aligned([["parameter", "is", "means"], *rows]), "```"]
    yield from ["", "## What answers are made of"]
    for name, schema in made["components"]["schemas"].items():
        rows = [[field, _kind(one), one.get("description", "")] for field, one in schema["properties"].items()]
        yield from ["", f"### {name}", schema.get("description", "").split("\n\n")[0]]
        yield from ["", "```text", *aligned([["field", "is", ""], *rows]), "```"]


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        return ", ".join(schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        inside = schema.get("items") or {"anyOf": schema.get("prefixItems", [])}
        return f"list of {_kind(inside)}"
    if schema.get("type") == "object":
        return "names and texts"
    return {"string": "text", "integer": "whole number"}.get(schema["type"], str(schema["type"]))


def _noted() -> Iterator[str]:
    yield "{who} and {on} are ids in the log; pages put today's names in their place."
    yield "{old} and {new} are settings of ours, as ids and short words."
    rows = [
        ["note", "kind", "sentence"],
        *([one.name, one.kind, one.sentence.text] for one in verbs.REGISTER.values()),
    ]
    yield from ["", "```text", *aligned(rows), "```"]


def _mails() -> Iterator[str]:
    yield "A mail that does not stand here is not sent. None advertises anything, none holds what a tracker says."
    rows = [["mail", "about", "to", "says"], *([one.name, one.kind, one.to, one.says] for one in mails.ALL)]
    yield from ["", "```text", *aligned(rows), "```"]


def _recipients() -> Iterator[str]:
    for one in recipients.ALL:
        yield f"- **{one.who}** ({one.slug}), where {one.when}: {one.purpose}. What leaves: {one.leaves}."
        whose = "Works for the operator" if one.is_subprocessor else "Named by whoever's data it is"
        hosts = f"; hosts: {', '.join(f'`{host}`' for host in one.hosts)}" if one.hosts else ""
        yield f"  {whose}{hosts}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
