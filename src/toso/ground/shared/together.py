"""A migration whose tables are drawn once.

Django draws every related model anew after each operation. In a house of two hundred related tables
that is nine tenths of the time of making them. `Together` takes the operations of one migration as one:
the models are drawn before and after, and no more.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Part = CreateModel | AddField | AlterField | AddIndex | RemoveIndex | AddConstraint | RemoveConstraint
PARTS = (CreateModel, AddField, AlterField, AddIndex, RemoveIndex, AddConstraint, RemoveConstraint)


class Together(Operation):
    """Several operations that look at the models as they are before all and after all of them.

    A table made here is made in its last form, so what the other parts add to it is there already.
    No field may be changed twice. Raises TypeError for a part that renames, removes or runs code: it stands outside.
    """

    def __init__(self, parts: Sequence[Operation]) -> None:
        if strange := [part for part in parts if not isinstance(part, PARTS)]:
            raise TypeError(f"{strange[0].describe()}: stands outside Together")
        self.parts: tuple[Part, ...] = tuple(part for part in parts if isinstance(part, PARTS))
        self.made = {part.name_lower for part in self.parts if isinstance(part, CreateModel)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # the drawn models: drawn again when next asked for
        for part in self.parts:
            part.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for part in self.parts:
            if isinstance(part, CreateModel) or part.model_name_lower not in self.made:
                part.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for part in reversed(self.parts):
            if isinstance(part, CreateModel) or part.model_name_lower not in self.made:
                part.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(part.describe() for part in self.parts)
