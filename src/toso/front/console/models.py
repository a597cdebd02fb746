from django.db import models

from toso.ground.people.models import Person


class AnsweredForm(models.Model):
    """A form that was sent, did something, and was answered: sent again, it gets the same answer and does nothing."""

    key = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    location = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="answered_form_by_moment")]
