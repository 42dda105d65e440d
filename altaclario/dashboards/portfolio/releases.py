"""Open releases as the Releases dashboard tells them: in the order of their days, by all who work on them."""

from datetime import date, timedelta

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.portfolio.initiatives import Initiative
from altaclario.dashboards.portfolio.moments import Moment
from altaclario.dashboards.portfolio.odds import Odds
from altaclario.dashboards.releases import answers as releases_answers
from altaclario.dashboards.releases.standings import Standing
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team


def at(
    table: ItemTable,
    settings: Settings,
    moment: Moment,
    days: int,
    *,
    team: Team | None,
    teams: tuple[Team, ...],
) -> dict[str, Standing]:
    """Those that had something left at a moment, by their ids, as they come; from a history of so many days."""
    last = moment.on - timedelta(1)
    asked = ReleaseQuestion(last - timedelta(days - 1), last, team=team, teams=teams)
    *_, every = releases_answers.stood(moment.as_known(table), settings, asked, moment.on)
    return {one.release.id: one for one in every if one.release.is_open and one.left}


def initiative(one: Standing, name: str) -> Initiative:
    """It with what is known of it; where its growth is not known, none is told."""
    return Initiative(
        kind="release",
        id=one.release.id,
        name=name,
        type="",
        items=one.items,
        done=one.done,
        target=one.release.target,
        begun=one.begun,
        then=one.at_start or 0,
        later=one.growth or 0,
    )


def odds(one: Standing) -> Odds | None:
    """None where too little was finished; a day that has come is not met."""
    if one.outlook is None or not len(one.outlook.curve):
        return None
    return Odds(one.outlook.days, 0.0 if one.is_over else one.chance)


def day(one: Standing | None, share: int) -> date | None:
    """By which day it was to be done with a share in per cent."""
    return None if one is None else one.day(share)
