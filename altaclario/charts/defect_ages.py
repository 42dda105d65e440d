"""How long open defects have stood, in bands, the urgent ones at the foot."""

from collections.abc import Sequence

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, counted
from altaclario.metrics import defects
from altaclario.metrics.settings import Settings

_GROUPS: tuple[tuple[Message, Tone, tuple[int, ...]], ...] = (
    (Message("p1 and p2"), "cat-2", (1, 2)),
    (Message("p3"), "cat-1", (3,)),
    (Message("p4 and below"), "seq-4", tuple(range(4, 10))),
    (Message("Priority not known"), "seq-2", (0,)),
)


def chart(bands: Sequence[int], ranks: Sequence[int], settings: Settings, *, knows_priority: bool) -> Chart:
    """A column for each band of ages; `bands` and `ranks` say of each open defect in which it is, and how urgent.

    >>> from altaclario.charts.messages import english
    >>> english(chart([0, 4, 4], [1, 2, 0], Settings(), knows_priority=True).finding)
    '2 of 3 open defects are older than 180 days'
    """
    names = _names()
    groups = _GROUPS if knows_priority else ((Message("Open"), "cat-1", tuple(range(10))),)
    counts = [(name, tone, _counts(bands, ranks, of, len(names))) for name, tone, of in groups]
    marks = [Mark("columns", name, tone, tuple(enumerate(row)), stack="ages") for name, tone, row in counts if any(row)]
    heads = (Message("Age"), *(name for name, _, _ in counts), *((Message("All"),) if knows_priority else ()))
    rows = []
    for place, band in enumerate(names):
        cells = [row[place] for _, _, row in counts]
        rows.append((band, *map(str, cells), *((str(sum(cells)),) if knows_priority else ())))
    return Chart(
        name="ages",
        finding=_finding(bands),
        caption=wording.joined(
            [
                Message("Open defects by days since they were created"),
                wording.clock(settings),
                "" if knows_priority else Message("no priority says how urgent one is"),
            ]
        ),
        drawing=Drawing(
            x=Axis("category", categories=tuple(names)), y=Axis("value", name=Message("defects")), marks=tuple(marks)
        )
        if bands
        else None,
        twin=Twin(heads, tuple(rows), frozenset(range(1, len(heads)))),
        why=Message("No defect is open."),
    )


def _finding(bands: Sequence[int]) -> Text:
    if not bands:
        return Message("No defect is open")
    oldest = len(defects.BANDS)
    for place in range(oldest, 0, -1):
        count = sum(band >= place for band in bands)
        if count:
            return counted(
                "{count} of {all} open defects is older than {days} days",
                "{count} of {all} open defects are older than {days} days",
                count,
                all=len(bands),
                days=defects.BANDS[place - 1],
            )
    return Message("No open defect is older than {days} days", {"days": defects.BANDS[0]})


def _names() -> list[Text]:
    edges = defects.BANDS
    lower = [1, *(edge + 1 for edge in edges)]
    inner: list[Text] = [
        Message("{first} to {last}", {"first": first, "last": last}) for first, last in zip(lower, edges, strict=False)
    ]
    return [*inner, Message("over {last}", {"last": edges[-1]})]


def _counts(bands: Sequence[int], ranks: Sequence[int], of: tuple[int, ...], size: int) -> list[int]:
    found = [0] * size
    for band, rank in zip(bands, ranks, strict=True):
        found[band] += rank in of
    return found
