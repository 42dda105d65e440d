"""Whether what was forecast came true as often as was said."""

from collections.abc import Sequence

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Place, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics import percentiles
from altaclario.metrics.calibration import Score

_VERDICTS = {
    "few": Message("too few to say"),
    "fits": Message("as often as was said"),
    "hopeful": Message("less often than was said"),
    "cautious": Message("more often than was said"),
}


def verdict(score: Score) -> Text:
    """How past forecasts of one share came out, in words."""
    return _VERDICTS[score.verdict]


def chart(scores: Sequence[Score], history: int) -> Chart:
    """A point for each share, at what was stated and how often it came true; whiskers say how sure that is.

    >>> from altaclario.charts.messages import english
    >>> english(chart([Score(85, 62, 50, 0.88, 0.69, 0.89, 0.15)], 90).finding)
    'When we said 88\u202f%, it came true in 81\u202f% of 62 past forecasts: as often as was said'
    """
    return Chart(
        name="calibration",
        finding=_finding(scores),
        caption=wording.joined(
            [
                Message("Across: the chance that was stated; up: how often it came true"),
                Message(
                    "each past week, two weeks and 30 days of two years, forecast from the {n} days before them",
                    {"n": history},
                ),
                Message("whiskers: 95\u202f% interval"),
            ]
        ),
        drawing=_drawing(scores) if scores else None,
        twin=_twin(scores),
        why=Message(
            "Each forecast that could have been made from what was known then appears here; there is none yet."
        ),
    )


def _finding(scores: Sequence[Score]) -> Text:
    main = percentiles.main(one.share for one in scores)
    score = next((one for one in scores if one.share == main), None)
    if score is None:
        return Message("No past forecast to compare with")
    text = "When we said {stated}, it came true in {rate} of {n} past forecasts: {verdict}"
    values = {"stated": odds.chance(score.stated), "rate": odds.share(score.rate), "n": score.n}
    return Message(text, {**values, "verdict": verdict(score)})


def _drawing(scores: Sequence[Score]) -> Drawing:
    points = tuple((odds.percent(one.stated), odds.percent(one.rate)) for one in scores)
    whiskers: list[tuple[Place, Place | None]] = []
    for one in scores:
        at = odds.percent(one.stated)
        whiskers += [(at, odds.percent(one.low)), (at, odds.percent(one.high)), (at, None)]
    tips = tuple(
        (
            Message("Said {stated}", {"stated": odds.chance(one.stated)}),
            Message("Came true"),
            Message("{hits} of {n}", {"hits": one.hits, "n": one.n}),
            Message("Verdict"),
            verdict(one),
        )
        for one in scores
    )
    return Drawing(
        x=Axis("value", name=Message("% stated")),
        y=Axis("value", name=Message("% came true")),
        marks=(
            Mark("line", Message("Came true"), "cat-1", points, has_dots=True, tips=tips),
            Mark("line", Message("As said"), "muted", ((0, 0), (100, 100)), is_dashed=True, is_context=True),
            Mark("line", Message("95\u202f% interval"), "muted", tuple(whiskers), is_context=True, is_thin=True),
        ),
    )


def _twin(scores: Sequence[Score]) -> Twin:
    heads = ("At least", "Stated on average", "Came true", "Hits", "Of", "95\u202f% interval", "Brier score", "Verdict")
    rows = tuple(
        (
            f"{one.share}\u202f%",
            odds.chance(one.stated),
            odds.share(one.rate),
            plain(one.hits),
            plain(one.n),
            Message("{low} to {high}", {"low": odds.share(one.low), "high": odds.share(one.high)}),
            plain(round(one.brier, 3)),
            verdict(one),
        )
        for one in scores
    )
    return Twin(tuple(map(Message, heads)), rows, frozenset({1, 2, 3, 4, 6}))
