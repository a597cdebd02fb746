"""Forms that were answered, kept for a week. Called inside the transaction of what the form does."""

from datetime import datetime, timedelta

from toso.front.console.models import AnsweredForm
from toso.ground.people.models import Person

KEPT = timedelta(days=7)


def claim_form(*, key: str, by: Person, at: datetime) -> tuple[AnsweredForm, bool]:
    """Take a sending: True for exactly one of those that send it. The second waits until the first is done."""
    return AnsweredForm.objects.get_or_create(key=key, defaults={"person": by, "at": at})


def keep_answer(*, form: AnsweredForm, location: str) -> None:
    """The form did something: whoever sends it again is led where this one was led."""
    form.location = location
    form.save(update_fields=["location"])


def release_form(*, form: AnsweredForm) -> None:
    """The form did nothing: it may be sent again."""
    form.delete()


def forget_forms(*, at: datetime) -> int:
    """Drop what is older than a week; how many."""
    return AnsweredForm.objects.filter(at__lt=at - KEPT).delete()[0]
