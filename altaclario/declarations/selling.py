"""Whether anything about people is sold, or shared for advertising, as the law of California means it."""

SELLS_OR_SHARES = False
"""While it is true, an address of the name below stands at the foot of every page, or nothing starts."""
OPT_OUT = "do-not-sell-or-share"
