"""What a product weighs against the standard product (Art. 3.6 and 13; method of the ministry's handbook, II)."""

from fractions import Fraction

from toso.results.kpi.rules.exact import exact, rounded


def coefficient(points: Fraction, standard_points: Fraction, decimals: int | None = None) -> Fraction:
    """points ÷ points of the standard product, rounded half up where the catalogue says to how many places.

    Rounding belongs to the approved catalogue (1 place in the handbook, 2 in some communes), so it is
    done once, here, and the coefficient is kept with each assigned task. Both numbers are above 0.
    """
    value = points / standard_points
    return value if decimals is None else exact(rounded(value, decimals))
