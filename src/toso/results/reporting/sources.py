"""Which facts of the rooms below can be counted here. A plain dictionary: no registry, no dotted strings."""

from toso.ground.shared.facts import Fact

SOURCES: dict[str, Fact] = {}
