"""How the work of an official is measured and classified (Decree 335/2025/NĐ-CP). Pure: no Django, no clock.

``terms`` holds the words (requests, answers, policies), ``exact`` the numbers, ``period`` the score of
a month or quarter with its trace, ``year`` the classification, ``quota`` the share of excellent people,
``organisations`` the 30 + 70 of bodies, ``differences`` what one more product or one less delay would
have changed, ``requests`` the reading of a stranger's JSON. Everything is an exact ``Fraction``; only
``exact.shown`` rounds.
"""
