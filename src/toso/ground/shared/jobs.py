"""What a room offers to "Việc của tôi" and to the global search. The console gathers; rooms answer."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Job:
    """Something a person has to do. ``is_returned`` puts it under "Bị trả lại cho tôi".

    ``key`` is room.kind.row. ``kind_words`` name several of its kind in one line: "Báo cáo chờ ý kiến".
    """

    key: str
    title: str
    detail: str
    address: str
    act: str  # a verb: Sửa ô này, Trả lời, Xem và nhận
    icon: str = "file-text"
    due_at: datetime | None = None
    due_words: str = ""
    is_returned: bool = False
    kind_words: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the search over everything the person may see."""

    kind: str
    label: str
    address: str
    detail: str = ""
    words: tuple[str, ...] = field(default=())
    icon: str = ""  # where that of its room does not fit
