from django.db import migrations, models

from toso.ground.shared.together import Together


class Migration(migrations.Migration):
    """A line of a month may come from the commune's yearly plan and lead back to it."""

    dependencies = [
        ("kpi", "0001_first_tables"),
        ("programme", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="plan_of",
            field=models.ForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="+", to="programme.plan"
            ),
        ),
        migrations.AddField(model_name="line", name="plan_work", field=models.CharField(blank=True, max_length=40)),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(plan_of__isnull=True, plan_work="")
                | (models.Q(plan_of__isnull=False) & ~models.Q(plan_work="")),
                name="kpi_line_of_a_plan_names_its_work",
            ),
        ),
    ]
    operations = [Together(operations)]
