"""How much of a number may be told in public, so that no sum or difference of what is told is about fewer than five.

A number is told as the five below it (“at least 15”), and one under five not at all. Whatever else is told is made of
numbers told already, never counted anew: so every sum and every difference is a multiple of five, be it between two
places, two kinds, two zooms or two days. That hides small changes as well, which leaving out small cells alone does not
(Hundepool et al., Statistical Disclosure Control, 2012: rounding in section 4.4, differencing in 4.3).

Cells too small to be told one by one may be told together, as a rest; how much of it is capped so that each of them
could still have `WIDTH` values, to somebody who knows this rule (the interval criterion, section 4.2).
"""

LEAST = 5
WIDTH = 3


def at_least(count: int) -> int:
    """The five below `count`; 0: it may not be told."""
    return count // LEAST * LEAST


def rest_at_least(count: int, cells: int) -> int:
    """The same of `count` matters in `cells` disjoint cells of which each holds fewer than five.

    Told that they hold at least t, one of them holds t less what the others can hold at most: that may leave no
    fewer than `WIDTH` of the values from 0 to 4.
    """
    others = (LEAST - 1) * (cells - 1)
    return at_least(max(0, min(count, others + LEAST - WIDTH)))
