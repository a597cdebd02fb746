"""What a list taken in is read against: our categories and theirs, terms, response teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.text import fold
from toso.plan.teams.models import Team
from toso.work.helpdesk import queries
from toso.work.helpdesk.models import Category, Term, Ticket
from toso.work.helpdesk.queries.clocks import local_day, set_due, term_on
from toso.work.helpdesk.rules import topics
from toso.work.helpdesk.rules.priorities import Priority


@dataclass(slots=True)
class Shelf:
    """Categories by name and code, terms by priority, response teams by commune: each asked once."""

    categories: Mapping[str, Category]
    topics: Mapping[str, Category]  # as the person said them, by the topic of the list
    terms: Mapping[Priority, Term | None]
    teams: dict[int, Team | None]
    moments: dict[int, Ticket]

    @classmethod
    def of(cls, at: datetime, said: str) -> "Shelf":
        rows = list(Category.objects.filter(valid_until__isnull=True).order_by("-order"))
        categories = {fold(word): row for row in rows for word in (row.code, row.name)}
        terms = {one: term_on(one, local_day(at)) for one in Priority}
        return cls(categories, topics_said(said, categories), terms, {}, {})

    def category(self, topic: str) -> Category | None:
        """Ours of the same name or code, or the one that was said for it, or that words we know lead to."""
        named = self.categories.get(fold(topic)) or self.topics.get(fold(topic))
        return named or self.categories.get(topics.by_words(topic, queries.words_of_topics()))

    def team(self, commune: Place, at: datetime) -> Team | None:
        if commune.pk not in self.teams:
            self.teams[commune.pk] = queries.response_team(commune, at)
        return self.teams[commune.pk]

    def start_clocks(self, ticket: Ticket) -> None:
        """All clocks of one import and term start at once, so they are counted once."""
        if ticket.term is None:
            return
        if ticket.term.pk not in self.moments:
            set_due(ticket)
            self.moments[ticket.term.pk] = ticket
        first = self.moments[ticket.term.pk]
        for name in ("answer_due_at", "update_due_at", "solution_due_at", "due_at"):
            setattr(ticket, name, getattr(first, name))


def topics_said(said: str, categories: Mapping[str, Category]) -> dict[str, Category]:
    """What a person said for the topics of a list; refuses what names none of our categories."""
    try:
        pairs = topics.chosen(said)
    except topics.UnreadableChoice as unreadable:
        words = _("“%(pair)s”: ghi nhóm ở nơi cũ, dấu bằng, rồi nhóm ở đây; mỗi cặp cách nhau dấu chấm phẩy.")
        raise Refusal(words % {"pair": str(unreadable)[:80]}) from unreadable
    for name in pairs.values():
        if fold(name) not in categories:
            raise Refusal(_("Ở đây không có nhóm “%(name)s”.") % {"name": name[:80]})
    return {topic: categories[fold(name)] for topic, name in pairs.items()}
