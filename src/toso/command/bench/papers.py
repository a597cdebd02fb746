"""A batch of certificates: given to a thousand people of one class, then printed as one file.

Needs an open house whose database is scratch: it fills the tables of an empty one.
"""

import tempfile
import time
from datetime import date, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import typst
from django.db import connection
from django.utils import timezone

from toso.command.bench import BenchRow
from toso.ground.documents.queries.certificates import render_certificates
from toso.ground.people.actions import assign, create_person
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.work.training import exports
from toso.work.training.actions.courses import Syllabus, offer_course
from toso.work.training.actions.papers import issue_papers
from toso.work.training.actions.sessions import Meeting, hold_session, plan_session
from toso.work.training.models import Attendance, Session
from toso.work.training.queries.skills import papers_of
from toso.work.training.rules import Audience, Method, Mode, Organiser, Paper

PEOPLE = 1000
FLOOR_ROWS = "CREATE TEMP TABLE bench_paper AS SELECT n, md5(n::text) AS code FROM generate_series(1, %s) n"
FLOOR_PAGES = "#for one in range({count}) {{ [Giấy chứng nhận số #one] \n pagebreak(weak: true) }}"


def rows() -> list[BenchRow]:
    """Giving the papers with their notices, and printing them with a code on each page."""
    province = Place.objects.create(
        level=Level.PROVINCE, kind="Tỉnh", code="56", name="Mẫu", path="1.", valid_from=date(2000, 1, 1), id=1
    )
    commune = Place.objects.create(
        level=Level.COMMUNE,
        kind="Xã",
        code="X1",
        name="Mẫu",
        parent=province,
        path="1.2.",
        province_code="56",
        valid_from=date(2000, 1, 1),
        id=2,
    )
    now = timezone.now()
    by = create_person(name="Trần Mẫu Bình", by=None, at=now)
    assign(person=by, role=Role.COMMUNE_OFFICIAL, place=commune, starts_on=date(2026, 1, 1), by=None, at=now)
    session = _held(commune, by)
    begun = time.perf_counter()
    scope = scope_of(by.pk, on=now.astimezone(VIETNAM).date())
    issue_papers(session_id=session.pk, kind=Paper.ATTENDANCE, by=by, scope=scope, at=now)
    given = time.perf_counter() - begun
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(FLOOR_ROWS, [PEOPLE])
        floor = time.perf_counter() - begun
    papers = papers_of(session)
    for paper in papers:
        paper.session = session
    sheets = exports.certificate_sheets(papers, address=lambda code: f"https://vi-du.vn/training/verify/{code}/")
    begun = time.perf_counter()
    content = render_certificates(sheets, title="Giấy chứng nhận")
    printed = time.perf_counter() - begun
    if not content.startswith(b"%PDF"):
        raise AssertionError("the papers are no PDF")
    name = f"{PEOPLE} giấy chứng nhận, một tệp PDF"
    return [
        BenchRow(f"Cấp {PEOPLE} giấy chứng nhận", "s", given, given, given, "–", "một lệnh SQL", floor),
        BenchRow(name, "s", printed, printed, printed, "–", "typst, trang trống", _blank()),
    ]


def _held(commune: Place, by: Person) -> Session:
    now = timezone.now()
    day = now.astimezone(VIETNAM).date() - timedelta(days=1)
    given: dict[str, Any] = {"by": by, "scope": scope_of(by.pk, on=day), "at": now}
    syllabus = Syllabus(
        title="Dịch vụ công trực tuyến",
        audience=Audience.MEMBERS,
        mode=Mode.IN_PERSON,
        organiser=Organiser.COMMUNE,
        parts=("Nộp hồ sơ",),
    )
    course = offer_course(place=commune, syllabus=syllabus, **given)
    meeting = Meeting(
        place=commune, day=day, starts_at=clock(8), ends_at=clock(11), venue="Hội trường", guests="Cô Mẫu Giảng"
    )
    session = plan_session(course_id=course.pk, meeting=meeting, **given)
    people = Person.objects.bulk_create(
        [Person(name=f"Nguyễn Mẫu Số {n}", sort_key=f"{n:04}", search=f"nguyen mau so {n}") for n in range(PEOPLE)]
    )
    Attendance.objects.bulk_create(
        [Attendance(session=session, person=one, method=Method.LIST, recorded_by=by, recorded_at=now) for one in people]
    )
    return hold_session(session_id=session.pk, **given)


def _blank() -> float:
    with tempfile.TemporaryDirectory(prefix="toso-bench-") as folder:
        source = Path(folder) / "blank.typ"
        source.write_text(FLOOR_PAGES.format(count=PEOPLE))
        begun = time.perf_counter()
        typst.compile(source)
        return time.perf_counter() - begun
