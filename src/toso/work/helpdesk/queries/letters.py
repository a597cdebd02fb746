"""Whose a message is: its sender, its commune, the request it answers."""

from django.conf import settings
from django.db.models import Q

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.work.helpdesk.models import Letter, Ticket
from toso.work.helpdesk.queries import RAISERS
from toso.work.helpdesk.rules.mail import Mail
from toso.work.helpdesk.rules.ways import Channel


def person_with(address: str) -> Person | None:
    """The one person who gave this address; nobody when several did."""
    if not address:
        return None
    named = Person.objects.filter(Q(email__iexact=address) | Q(account__email__iexact=address)).distinct()
    found = list(named.filter(restricted_since__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


def place_of(scope: Scope) -> Place | None:
    """Where somebody works and may ask from: the deepest of the own places."""
    roles = (*RAISERS, Role.PROVINCE_OFFICER)
    paths = {grant.place for grant in scope.grants if grant.place and grant.role in roles}
    rows = Place.objects.current().filter(path__in=paths)
    return max(rows, key=lambda place: (place.path.count("."), -place.pk), default=None)


def place_named(code: str) -> Place | None:
    """The commune of today with a code."""
    if not code:
        return None
    found: Place | None = Place.objects.current().filter(level=Level.COMMUNE, code=code).first()
    return found


def province() -> Place:
    """Where a message of nobody's goes."""
    found: Place = Place.objects.current().get(level=Level.PROVINCE, code=settings.PROVINCE_CODE)
    return found


def writer_of(ticket: Ticket, *, is_shown: bool) -> str:
    """The address that answers go to, while it is kept; only its end for who needs no names."""
    if ticket.channel != Channel.EMAIL:
        return ""
    address = ticket.letters.exclude(sender="").order_by("-pk").values_list("sender", flat=True).first() or ""
    return address if is_shown or not address else f"•••@{address.rpartition('@')[2]}"


def answered_by(mail: Mail) -> Ticket | None:
    """The request that a message goes on from: by the code in its subject, or by an earlier message of its sender."""
    if mail.code:
        named: Ticket | None = Ticket.objects.current().filter(look_up_code=mail.code).first()
        if named is not None:
            return named
    letter = Letter.objects.filter(digest__in=mail.answers, ticket__superseded_at__isnull=True)
    found = letter.select_related("ticket").order_by("-pk").first()
    return found.ticket if found else None
