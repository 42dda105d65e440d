"""Promises of the study that have no slug in our policy yet, each with the step that brings it. It only shrinks."""

_BY_STEP = {
    "with the assistant": (9,),
    "with billing": (51,),
}
LATER = {number: step for step, numbers in _BY_STEP.items() for number in numbers}
MOST = 2
"""How many there are; with each promise that is kept, this number and the list become smaller."""
