"""What of a class falls with somebody's presence. Whoever takes that presence away leaves the line."""

from collections.abc import Iterable
from datetime import datetime

from toso.plan.programme.actions import mark_changed
from toso.work.training.models import Certificate, PracticeMark, Recheck, Session


def drop_traces_of(session: Session, persons: Iterable[int], reason: str, *, at: datetime) -> None:
    """Papers of these persons for a class stop being good, and what was seen of their skill no longer counts.

    All of it stays readable, the papers with the reason.
    """
    chosen = list(persons)
    papers = Certificate.objects.filter(session=session, person__in=chosen, superseded_at__isnull=True)
    looks = Recheck.objects.filter(session=session, person__in=chosen, superseded_at__isnull=True)
    days = {*papers.values_list("issued_on", flat=True), *looks.values_list("day", flat=True)}
    papers.update(superseded_at=at, reason=reason[:300])
    looks.update(superseded_at=at)
    PracticeMark.objects.filter(session=session, person__in=chosen, superseded_at__isnull=True).update(superseded_at=at)
    mark_changed({(session.place_id, day) for day in days}, at=at)
