"""A forecast as a member of the report."""

from datetime import date
from typing import Any

from altaclario.charts import odds
from altaclario.charts.messages import english
from altaclario.dashboards.forecast.answers import ForecastAnswer, Outlook
from altaclario.dashboards.forecast.features import Features
from altaclario.metrics.calibration import Score


def forecast(answer: ForecastAnswer) -> dict[str, Any]:
    """What is expected, from what, and how often such forecasts came true; chances are exact."""
    sample, told = answer.input.sample, answer.outlook
    return {
        "items": answer.items,
        "by": answer.by.isoformat(),
        "history": {
            "from": answer.first.isoformat(),
            "to": answer.last.isoformat(),
            "working_days": len(sample.items),
            "finished": sample.finished,
            "left_out": [one.isoformat() for one in sample.left_out],
            "per_day": [
                [day.isoformat(), count] for day, count in zip(sample.days.tolist(), sample.items.tolist(), strict=True)
            ],
            "has_changed": answer.input.has_changed,
        },
        "reason": None if answer.lack is None else english(odds.lack(answer.lack, sample)),
        "outlook": None if told is None else _outlook(told),
        "features": None if answer.features is None else _features(answer.features),
        "calibration": [_score(one) for one in answer.scores],
    }


def _outlook(told: Outlook) -> dict[str, Any]:
    return {
        "working_days": told.days_left,
        "chance": told.by_then,
        "when": {f"p{share}": _day(told.day(share)) for share in told.shares},
        "how_many": {
            f"p{share}": {"items": count, "chance": chance}
            for share, count, chance in zip(told.shares, told.promised.tolist(), told.stated.tolist(), strict=True)
        },
        "curve": [
            [day.isoformat(), chance] for day, chance in zip(told.days.tolist(), told.curve.tolist(), strict=True)
        ],
    }


def _features(told: Features) -> dict[str, Any]:
    return {
        "at_once": told.limit,
        "error": told.error,
        "not_shown": told.beyond,
        "features": [
            {
                "key": one.key,
                "items": one.items,
                "chance": one.by_then,
                "when": {f"p{share}": _day(day) for share, day in one.days.items()},
            }
            for one in told.every
        ],
    }


def _score(one: Score) -> dict[str, Any]:
    return {
        "share": one.share,
        "n": one.n,
        "hits": one.hits,
        "stated": one.stated,
        "interval": [one.low, one.high],
        "brier": one.brier,
        "verdict": one.verdict,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
