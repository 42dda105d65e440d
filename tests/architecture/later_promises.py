"""Promises of the study that have no slug in our policy yet, each with the step that brings it. It only shrinks."""

_BY_STEP = {
    "people and walls": (4, 8, 34),
    "the policy, kept and proved": (
        *(1, 7, 12, 17, 18, 19, 20, 21, 22, 23, 24),
        *(35, 38, 39, 41, 49, 52, 60),
        *(63, 64, 65, 66, 67),
    ),
    "with the assistant": (9, 40),
    "with billing": (51,),
}
LATER = {number: step for step, numbers in _BY_STEP.items() for number in numbers}
MOST = 29
"""How many there are; with each promise that is kept, this number and the list become smaller."""
