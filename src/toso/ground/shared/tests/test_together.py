import pytest
from django.db import connection, models
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from toso.ground.shared.together import Together


def key() -> models.BigAutoField:
    return models.BigAutoField(primary_key=True, serialize=False)


def house(label: str) -> list[Operation]:
    """Two tables that point at each other, with a rule and an index that came after."""
    return [
        CreateModel("Village", [("id", key()), ("name", models.CharField(max_length=20))]),
        CreateModel(
            "Head", [("id", key()), ("village", models.ForeignKey(f"{label}.village", on_delete=models.PROTECT))]
        ),
        AddField("village", "head", models.ForeignKey(f"{label}.head", null=True, on_delete=models.SET_NULL)),
        AddIndex("village", models.Index(fields=["name"], name=f"{label}_name")),
        AddConstraint("head", models.UniqueConstraint(fields=["village"], name=f"{label}_one_head")),
    ]


def change(label: str) -> list[Operation]:
    return [
        AddField("village", "people", models.PositiveIntegerField(default=0)),
        AlterField("village", "name", models.CharField(max_length=90)),
        CreateModel("Lane", [("id", key()), ("of", models.ForeignKey(f"{label}.village", on_delete=models.CASCADE))]),
    ]


def run(label: str, steps: list[Operation], state: ProjectState) -> tuple[ProjectState, ProjectState]:
    before = state.clone()
    with connection.schema_editor() as editor:
        for step in steps:
            old = state.clone()
            step.state_forwards(label, state)
            step.database_forwards(label, editor, old, state)
    return before, state


def tables(label: str) -> dict[str, list[tuple[object, ...]]]:
    """What the database holds of an app, with its label left out of every name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT replace(table_name, %s, ''), column_name, data_type, character_maximum_length, is_nullable
            FROM information_schema.columns WHERE table_name LIKE %s ORDER BY 1, 2""",
            [label, f"{label}_%"],
        )
        columns = cursor.fetchall()
        cursor.execute(
            """SELECT replace(pg_get_constraintdef(oid), %s, '') FROM pg_constraint
            WHERE conrelid::regclass::text LIKE %s ORDER BY 1""",
            [label, f"{label}_%"],
        )
        rules = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename LIKE %s", [f"{label}_%"])
        return {"columns": columns, "rules": rules, "indexes": cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_tables_made_together_are_those_made_one_by_one_and_go_back():
    empty = tables("apart")
    apart = ProjectState()
    run("apart", house("apart"), apart)
    run("apart", change("apart"), apart)
    joined = ProjectState()
    first = run("joined", [Together(house("joined"))], joined)
    second = run("joined", [Together(change("joined"))], first[1].clone())

    made = tables("joined")
    with connection.schema_editor() as editor:
        Together(change("joined")).database_backwards("joined", editor, second[1], second[0])
    with connection.schema_editor() as editor:
        Together(house("joined")).database_backwards("joined", editor, first[1], first[0])
    wanted = tables("apart")
    with connection.schema_editor() as editor:
        for name in ("Lane", "Head", "Village"):
            editor.delete_model(apart.apps.get_model("apart", name))

    assert len(wanted["columns"]) == 8
    assert made == wanted
    assert tables("joined") == tables("apart") == empty


def test_what_runs_code_stands_outside():
    with pytest.raises(TypeError, match="Raw SQL"):
        Together([RunSQL("SELECT 1")])
