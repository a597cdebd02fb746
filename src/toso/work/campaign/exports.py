"""The papers of a campaign in the layout of Decree 30/2020/NĐ-CP, in Vietnamese whatever the language of the page."""

from decimal import Decimal

from django.utils.translation import override

from toso.ground.documents.blocks import (
    Annex,
    Article,
    Block,
    Column,
    Heading,
    Item,
    Kind,
    OfficialDocument,
    Paragraph,
    Row,
    Signature,
    Table,
    prose,
)
from toso.ground.documents.queries import sealed, written_day
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.work.assessment.models import ROUNDS
from toso.work.assessment.rules import Round
from toso.work.campaign.models import (
    AWARDS,
    CRITERIA_WORDS,
    LINES,
    REPORT_KINDS,
    Appraisal,
    Commendation,
    Deployment,
    MissionReport,
    Regulation,
    Wave,
)
from toso.work.campaign.queries import chain, change, figures, papers, praise
from toso.work.campaign.rules.service import Award, Line, ReportKind, Standing
from toso.work.campaign.sources import FIGURES


def in_sentence(name: str) -> str:
    """ "Xã An Hoà" within a sentence is "xã An Hoà"."""
    return name[:1].lower() + name[1:]


def committee(place: Place) -> str:
    return f"Ủy ban nhân dân {in_sentence(place.full_name)}"


def decision(wave: Wave, *, address: str) -> OfficialDocument:
    """The decision that sends the people of a wave, with the list as its annex; a draft while it has no number."""
    campaign, place = wave.campaign, wave.campaign.place
    rows = [row for row in chain.deployments(wave) if row.standing != Standing.WITHDRAWN]
    is_draft = not wave.decision_number
    number, _slash, symbol = wave.decision_number.partition("/")
    span = f"từ {written_day(wave.first_day)} đến hết {written_day(wave.last_day)}"
    hosts = committee(place) if place.level == Level.COMMUNE else "Ủy ban nhân dân các xã, phường, đặc khu"
    with override("vi"):
        blocks = (
            Article(
                1,
                f"Cử {len(rows):02d} người có tên trong danh sách kèm theo hỗ trợ các xã, phường, đặc khu "
                f"trong khuôn khổ {campaign.title}, {span}.",
            ),
            Article(2, title="Trách nhiệm"),
            Item(
                "Người được cử thực hiện nhiệm vụ, chấp hành quy chế hoạt động, kỷ luật của đơn vị cử "
                "và quy định của địa phương;"
            ),
            Item(
                "Đơn vị cử người phối hợp quản lý; cơ quan thường trực chỉ đạo chuyên môn; tổ trưởng quản lý hằng ngày;"
            ),
            Item("Ủy ban nhân dân cấp xã cử đầu mối, bố trí chỗ ở, nơi làm việc, nhận xét và xác nhận kết quả."),
            Article(3, "Chế độ của người được cử thực hiện theo quy định hiện hành."),
            Article(
                4,
                "Quyết định này có hiệu lực từ ngày ký. Văn phòng, các cơ quan, đơn vị liên quan, "
                f"{hosts} và các cá nhân có tên chịu trách nhiệm thi hành Quyết định này.",
            ),
        )
        columns = (
            Column("TT", Kind.ORDER, share=6),
            Column("Họ và tên", share=24),
            Column("Thành phần, chuyên ngành", share=26),
            Column("Đơn vị cử", share=24),
            Column("Nơi đến", share=20),
        )
        table = tuple(
            (
                order,
                row.person.name + (" (phụ trách nhóm)" if row.is_leader else ""),
                ", ".join(part for part in (row.candidate.kind, row.candidate.discipline) if part),
                row.candidate.sending.organisation.name,
                row.place.full_name,
            )
            for order, row in enumerate(rows, start=1)
        )
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper(),
        issuer_name=f"Chủ tịch {committee(place)}",
        symbol=symbol or "QĐ-UBND",
        place_name=place.name,
        number="" if is_draft else number,
        day=wave.decided_on,
        year=wave.first_day.year,
        type_name="QUYẾT ĐỊNH",
        subject=f"Về việc cử người hỗ trợ cấp xã, đợt {wave.number}",
        decided_by=f"CHỦ TỊCH {committee(place).upper()}",
        legal_bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            f"Căn cứ văn bản số {campaign.number} {written_day(campaign.signed_on)} về {campaign.title}",
            "Theo đề nghị của cơ quan thường trực",
        ),
        blocks=blocks,
        signature=Signature(title="CHỦ TỊCH"),
        recipients=("Như Điều 4", "Các đơn vị cử người"),
        archive="VT",
        annexes=(Annex("DANH SÁCH NGƯỜI ĐƯỢC CỬ", (Table(columns, table, size=12),)),),
        mark="DỰ THẢO" if is_draft else "BẢN MẪU" if campaign.is_sample else "",
    )
    return sealed(document, address=address)


def regulation(version: Regulation, *, address: str) -> OfficialDocument:
    """The regulation as paper, an article for each section; a draft while it has no number."""
    campaign, place = version.campaign, version.campaign.place
    number, _slash, symbol = version.number.partition("/")
    with override("vi"):
        blocks: list[Block] = []
        for order, one in enumerate(version.sections, start=1):
            lines = [line.strip() for line in one["text"].splitlines() if line.strip()]
            blocks += [Article(order, title=one["title"] or "Quy định"), *(Paragraph(line) for line in lines)]
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper(),
        issuer_name=committee(place),
        symbol=symbol or "QC-UBND",
        place_name=place.name,
        number=number if symbol else "",
        day=version.effective_on,
        year=(version.effective_on or campaign.first_day).year,
        type_name="QUY CHẾ",
        subject=f"Phối hợp và hoạt động: {campaign.title}",
        blocks=tuple(blocks),
        signature=Signature(title="CHỦ TỊCH"),
        recipients=("Ủy ban nhân dân cấp xã nơi có người đến", "Các đơn vị cử người", "Thành viên"),
        archive="VT",
        mark="DỰ THẢO" if not symbol else "BẢN MẪU" if campaign.is_sample else "",
    )
    return sealed(document, address=address)


def report(found: MissionReport, *, address: str) -> OfficialDocument:
    """A report of a member, a wave or the campaign: figures as handed in, then the words; who has seen it."""
    campaign, place = found.campaign, found.place
    with override("vi"):
        kind = str(REPORT_KINDS[ReportKind(found.kind)]).lower()
        kept = dict(found.figures)
        live = figures.values_of(figures.of_report(found))
        rows = tuple(
            (order, str(one.label), str(one.unit), Decimal(kept.get(one.code, one.value)))
            for order, one in enumerate((one for one in live if one.value or kept.get(one.code)), start=1)
        )
        blocks: list[Block] = [Paragraph(_opening(found))]
        if rows:
            columns = (
                Column("TT", Kind.ORDER, share=6),
                Column("Nội dung", share=52),
                Column("Đơn vị tính", share=20),
                Column("Số lượng", Kind.NUMBER, share=22),
            )
            blocks += [Heading("I. Số liệu"), Table(columns, rows, size=12)]
        for number, (name, label) in enumerate(papers.SECTIONS.items(), start=2):
            words = found.words.get(name, "").strip()
            blocks += [Heading(f"{ROMAN[number]}. {label}"), *(prose(words) or (Paragraph("Không có."),))]
        if found.deployment is None:
            by_commune = _by_commune(found)
            blocks += [*by_commune, *_measured(found, "VIII" if by_commune else "VII")]
        for row in found.endorsements.select_related("by").order_by("line"):
            blocks.append(
                Paragraph(f"{LINES[Line(row.line)]}: {row.by.name}, {row.at.astimezone(VIETNAM):%d/%m/%Y}. {row.words}")
            )
    own = found.deployment
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper() if own is None else campaign.title.upper(),
        issuer_name=committee(place) if own is None else own.person.name,
        symbol="BC-UBND" if own is None else "BC",
        place_name=place.name,
        day=found.handed_in_at.astimezone(VIETNAM).date() if found.handed_in_at else None,
        year=found.last_day.year,
        type_name="BÁO CÁO",
        subject=_subject(found, kind),
        blocks=tuple(blocks),
        signature=Signature(title="NGƯỜI BÁO CÁO", name=own.person.name) if own else Signature(title="CHỦ TỊCH"),
        recipients=("Cơ quan thường trực", committee(place)) if own else ("Các đơn vị liên quan",),
        archive="VT",
        mark="DỰ THẢO" if found.handed_in_at is None else "BẢN MẪU" if found.is_sample else "",
    )
    return sealed(document, address=address)


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def _subject(found: MissionReport, kind: str) -> str:
    what = {ReportKind.WEEKLY: "Kết quả hỗ trợ trong tuần", ReportKind.FINAL: "Kết quả hỗ trợ"}
    if found.deployment is not None:
        return f"{what[ReportKind(found.kind)]} tại {in_sentence(found.place.full_name)}"
    return f"Kết quả {kind.removeprefix('báo cáo ')} {found.campaign.title}"


def _opening(found: MissionReport) -> str:
    span = f"từ {written_day(found.first_day)} đến hết {written_day(found.last_day)}"
    if found.deployment is not None:
        row = found.deployment
        who = f"{row.person.name}, {row.candidate.kind}, được cử hỗ trợ {in_sentence(row.place.full_name)}"
        return f"{who}, báo cáo kết quả {span}."
    return (
        f"Thực hiện văn bản số {found.campaign.number} {written_day(found.campaign.signed_on)}, kết quả {span} như sau."
    )


def _by_commune(found: MissionReport) -> list[Block]:
    whose = figures.of_report(found)
    sent = Deployment.objects.binding().filter(wave__campaign=found.campaign)
    if found.wave is not None:
        sent = sent.filter(wave=found.wave)
    people: dict[int, int] = {}
    for pk in sent.values_list("place", flat=True):
        people[pk] = people.get(pk, 0) + 1
    communes = list(Place.objects.filter(pk__in=people).order_by("sort_key", "pk"))
    if not communes:
        return []
    shown = ("works", "citizens", "things", "tickets", "sessions")
    found_by = {code: figures.by_place(code, whose, communes) for code in shown}
    columns = (
        Column("TT", Kind.ORDER, share=6),
        Column("Xã, phường, đặc khu", share=30),
        Column("Người được cử", Kind.NUMBER, share=12),
        *(Column(str(FIGURES[code].label), Kind.NUMBER, share=13) for code in shown),
    )
    rows = tuple(
        (order, place.full_name, people[place.pk], *(found_by[code].get(place.pk, Decimal(0)) for code in shown))
        for order, place in enumerate(communes, start=1)
    )
    total: Row = ("", "Cộng", sum(people.values()), *(sum(found_by[code].values(), Decimal(0)) for code in shown))
    return [Heading("VII. Theo từng xã, phường, đặc khu"), Table(columns, rows, total=total, size=10)]


def _measured(found: MissionReport, number: str) -> list[Block]:
    """The levels of the communes before and after, and what stays when the mission has gone."""
    measured = change.of_report(found)
    if measured is None or not measured.lines:
        return []
    columns = (
        Column("So với trước khi hỗ trợ", share=34),
        Column("Số xã", Kind.NUMBER, share=14),
        Column("Bậc trước", Kind.NUMBER, share=17, decimals=1),
        Column("Bậc sau", Kind.NUMBER, share=17, decimals=1),
        Column("Thay đổi", Kind.NUMBER, share=18, decimals=1),
    )
    told = change.told(found, measured)
    rows = tuple(
        (str(ROUNDS[Round(when)]), communes, before, later, None if before is None or later is None else later - before)
        for when, communes, before, later in told.rounds
    )
    return [
        Heading(f"{number}. Thay đổi đo được"),
        Table(columns, rows, size=12),
        Paragraph(
            f"Hạt nhân công nghệ chọn trong đợt: {told.named}; còn hoạt động sau 90 ngày: {told.active}. "
            f"Vị trí việc làm về công nghệ, chuyển đổi số còn trống: {told.unfilled}."
        ),
    ]


def certificate(found: Deployment, appraisal: Appraisal, *, address: str) -> OfficialDocument:
    """The commune certifies a person's work: days planned and actual, and how it was found."""
    service = found.service
    with override("vi"):
        marks = ", ".join(f"{CRITERIA_WORDS[name]}: {mark}/5".lower() for name, mark in appraisal.marks.items())
        blocks: list[Block] = [
            Paragraph(
                f"{committee(found.place)} xác nhận {found.person.name}, {found.candidate.kind}, "
                f"{found.candidate.sending.organisation.name}, đã hỗ trợ {in_sentence(found.place.full_name)} "
                f"từ {written_day(service.begins)} đến hết {written_day(service.ends)}, "
                f"trong khuôn khổ {found.wave.campaign.title} (Quyết định số {found.wave.decision_number})."
            ),
            Paragraph(f"Nhận xét: {marks}. {appraisal.words}"),
        ]
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{found.place.full_name}".upper(),
        issuer_name=committee(found.place),
        symbol="XN-UBND",
        place_name=found.place.name,
        day=appraisal.at.astimezone(VIETNAM).date(),
        type_name="GIẤY XÁC NHẬN",
        subject="Kết quả hỗ trợ cấp xã",
        blocks=tuple(blocks),
        signature=Signature(title="CHỦ TỊCH"),
        recipients=(found.person.name, found.candidate.sending.organisation.name),
        archive="VT",
        mark="BẢN MẪU" if found.wave.campaign.is_sample else "",
    )
    return sealed(document, address=address)


def commendation(found: Commendation, *, address: str) -> OfficialDocument:
    """The decision that praises: everybody of the wave who stands in it, for what, and in which form."""
    wave = found.deployment.wave
    campaign, place = wave.campaign, wave.campaign.place
    rows = list(praise.in_one_decision(found))
    number, _slash, symbol = found.number.partition("/")
    with override("vi"):
        award = str(AWARDS[Award(found.award)])
        who = f"{len(rows):02d} cá nhân có tên trong danh sách kèm theo"
        if len(rows) == 1:
            sent = found.deployment
            who = f"{sent.person.name}, {sent.candidate.sending.organisation.name}"
        blocks = (
            Article(
                1,
                f"Tặng {award} cho {who} vì đã có thành tích hỗ trợ cấp xã trong khuôn khổ {campaign.title}, "
                f"từ {written_day(wave.first_day)} đến hết {written_day(wave.last_day)}.",
            ),
            Article(2, "Tiền thưởng, nếu có, thực hiện theo quy định hiện hành."),
            Article(
                3,
                "Quyết định này có hiệu lực từ ngày ký. Văn phòng, các cơ quan, đơn vị liên quan "
                "và các cá nhân có tên chịu trách nhiệm thi hành Quyết định này.",
            ),
        )
        columns = (
            Column("TT", Kind.ORDER, share=6),
            Column("Họ và tên", share=22),
            Column("Đơn vị cử", share=22),
            Column("Nơi hỗ trợ", share=18),
            Column("Thành tích", share=32),
        )
        table = tuple(
            (
                order,
                row.deployment.person.name,
                row.deployment.candidate.sending.organisation.name,
                row.deployment.place.full_name,
                row.merit,
            )
            for order, row in enumerate(rows, start=1)
        )
    document = OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{place.full_name}".upper(),
        issuer_name=f"Chủ tịch {committee(place)}",
        symbol=symbol or "QĐ-UBND",
        place_name=place.name,
        number=number,
        day=found.decided_on,
        type_name="QUYẾT ĐỊNH",
        subject=f"Về việc khen thưởng người hỗ trợ cấp xã, đợt {wave.number}",
        decided_by=f"CHỦ TỊCH {committee(place).upper()}",
        legal_bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
            "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15",
            "Theo đề nghị của Ủy ban nhân dân các xã, phường, đặc khu và cơ quan thường trực",
        ),
        blocks=blocks,
        signature=Signature(title="CHỦ TỊCH"),
        recipients=("Như Điều 3", "Các đơn vị cử người"),
        archive="VT",
        annexes=(Annex("DANH SÁCH ĐƯỢC KHEN THƯỞNG", (Table(columns, table, size=12),)),),
        mark="BẢN MẪU" if found.is_sample else "",
    )
    return sealed(document, address=address)
