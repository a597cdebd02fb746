"""What the programme aims at: kinds of indicator, units, how parts and whole agree. Pure."""

from enum import StrEnum


class IndicatorKind(StrEnum):
    FLOW = "flow"  # work done in a period
    STOCK = "stock"  # state at the end of a period
    DISTINCT = "distinct"  # persons counted once
    RATIO = "ratio"  # numerator over denominator, in per cent
    TYPED = "typed"  # a figure typed by hand, with a note


class TermPart(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
