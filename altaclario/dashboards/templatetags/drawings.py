"""Drawings and tables as they stand in a page."""

from collections.abc import Mapping, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from altaclario.charts.drawing import Chart, Drawing, Mark, Twin
from altaclario.charts.panels import Badge, Cell, Link, Listing, Remedy
from altaclario.dashboards.props import Write, props, remembering
from altaclario.web.templatetags.words import say

register = template.Library()


@register.filter
def island(drawing: Drawing) -> SafeString:
    """The drawing as JSON for its island."""
    return mark_safe(props(drawing, say))  # noqa: S308  # props leaves nothing that could end the script element


@register.filter
def spoken(chart: Chart) -> str:
    """What a chart says to somebody who does not see it: the finding, then how it was measured."""
    return f"{say(chart.finding)}. {say(chart.caption)}."


@register.filter
def widths(charts: Sequence[Chart]) -> list[tuple[Chart, str]]:
    """Each chart with the class of its width: two in a row, but the first, and one that would stand alone.

    Small ones stand three in a row, or two where they are two or four, and are not counted among the others.
    """
    large = [chart for chart in charts if not chart.is_small]
    lone = len(large) - 1 if len(large) % 2 == 0 else 0
    full = [large[place].name for place in {0, lone} if large]
    small = {0: "", 1: "", 2: "w6", 4: "w6"}.get(len(charts) - len(large), "w4")
    return [(chart, small if chart.is_small else "" if chart.name in full else "w6") for chart in charts]


@register.filter
def key(drawing: Drawing) -> list[Mark]:
    """The marks that no label names: those without one at their end, where there are several marks. Bars are named."""
    if len(drawing.marks) < 2 or any(mark.kind == "bars" and not mark.stack for mark in drawing.marks):
        return []
    return [mark for mark in drawing.marks if not mark.end]


@register.filter
def keys(remedy: Remedy) -> SafeString:
    """The keys of its items, each leading to the page of its own."""
    names = [_linked(escape(key), remedy.links) for key in remedy.keys]
    return mark_safe(", ".join(names))  # noqa: S308  # each key is escaped


@register.filter
def rows(table: Twin | Listing) -> SafeString:
    """The rows of a table. Written here, because a page may hold thousands of them."""
    hidden = table.hidden if isinstance(table, Listing) else frozenset()
    classes = [_classes(place in table.numbers, place in hidden) for place in range(len(table.heads))]
    write = remembering(say)
    links = {escape(name): escape(where) for name, where in table.links.items()}
    lines = [_row([_cell(cell, write) for cell in row], classes, links) for row in table.rows]
    return mark_safe("\n".join(lines))  # noqa: S308  # each cell is escaped


@register.filter
def heads(table: Twin | Listing) -> SafeString:
    """The names of the columns of a table."""
    hidden = table.hidden if isinstance(table, Listing) else frozenset()
    cells = [
        f'<th scope="col"{_classes(place in table.numbers, place in hidden)}>{escape(say(head))}</th>'
        for place, head in enumerate(table.heads)
    ]
    return mark_safe("".join(cells))  # noqa: S308  # each cell is escaped


def _row(cells: Sequence[str], classes: Sequence[str], links: Mapping[str, str]) -> str:
    first, *rest = cells
    name = _linked(first, links)
    columns = "".join([f"<td{kind}>{cell}</td>" for kind, cell in zip(classes[1:], rest, strict=True)])
    return f'<tr><th scope="row">{name}</th>{columns}</tr>'


def _linked(name: str, links: Mapping[str, str]) -> str:
    return f'<a href="{links[name]}">{name}</a>' if name in links else name


def _cell(cell: Cell, write: Write) -> str:
    if isinstance(cell, Link):
        return (
            f'<a class="button tool" href="{escape(cell.address)}">{escape(write(cell.word))}</a>'
            if cell.address
            else ""
        )
    if isinstance(cell, Badge):
        shape = f'<svg class="shape" aria-hidden="true"><use href="#s-{cell.tone.removeprefix("is-")}"/></svg>'
        return f'<span class="badge {cell.tone}">{shape}{escape(write(cell.word))}</span>'
    return escape(write(cell))


def _classes(is_number: bool, is_hidden: bool) -> str:
    names = [name for name, holds in (("n", is_number), ("opt", is_hidden)) if holds]
    return f' class="{" ".join(names)}"' if names else ""
