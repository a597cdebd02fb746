"""The decision on a team as the paper the chairman signs (Decree 30/2020/NĐ-CP, Annex I)."""

from datetime import date

from django.utils.translation import override

from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import (
    Annex,
    Article,
    Block,
    Column,
    Item,
    Kind,
    OfficialDocument,
    Signature,
    Table,
)
from toso.ground.places.models import Place
from toso.plan.teams import queries
from toso.plan.teams.models import LEADER_KINDS, MEMBER_KINDS, MEMBER_ROLES, Decision
from toso.plan.teams.rules import DecisionKind, DecisionState, MemberRole, Nominee

# A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
SUBJECTS = {
    DecisionKind.ESTABLISH: "Về việc thành lập {team}",
    DecisionKind.CHANGE: "Về việc thay đổi thành viên {team}",
    DecisionKind.DISSOLVE: "Về việc giải thể {team}",
}
DUTIES = (
    "Tuyên truyền chủ trương của Đảng, pháp luật của Nhà nước, chính sách của tỉnh về chuyển đổi số;",
    "Hướng dẫn người dân sử dụng dịch vụ công trực tuyến, các nền tảng số và dịch vụ số thiết yếu;",
    "Hướng dẫn cơ sở kinh doanh, hợp tác xã, hộ gia đình tham gia sàn thương mại điện tử, thanh toán điện tử;",
    "Báo cáo kết quả hằng tháng và kịp thời báo cáo khó khăn, vướng mắc với Ủy ban nhân dân cấp xã.",
)
ORDER = {MemberRole.LEADER: 0, MemberRole.DEPUTY: 1, MemberRole.MEMBER: 2}


def decision_document(decision: Decision, *, url: str) -> OfficialDocument:
    """The paper of a decision; a draft carries the word DỰ THẢO and leaves room for number and day."""
    return documents.sealed(_document(decision), address=url)


def _document(decision: Decision) -> OfficialDocument:
    is_draft = decision.state != DecisionState.ISSUED
    commune = decision.place
    number, _slash, symbol = decision.number.partition("/")
    roster = sorted(queries.nominees_of(decision), key=lambda nominee: ORDER[nominee.role])
    committee = f"Ủy ban nhân dân {in_sentence(commune.full_name)}"
    articles = _articles(decision, roster, committee)
    return OfficialDocument(
        issuer=f"ỦY BAN NHÂN DÂN\n{commune.full_name.upper()}",
        issuer_name=f"Chủ tịch {committee}",
        symbol=symbol or "QĐ-UBND",
        place_name=commune.name,
        number="" if is_draft else number,
        day=None if is_draft else decision.signed_on,
        year=decision.drafted_at.year,
        type_name="QUYẾT ĐỊNH",
        subject=SUBJECTS[DecisionKind(decision.kind)].format(team=decision.team.name),
        decided_by=f"CHỦ TỊCH {committee.upper()}",
        legal_bases=tuple(_bases()),
        blocks=tuple(articles),
        signature=Signature(title=(decision.signer_title or "Chủ tịch").upper(), name=decision.signer),
        recipients=(
            f"Như Điều {sum(isinstance(block, Article) for block in articles)}",
            *queries.recipients_of(decision),
        ),
        archive="VT, VHXH",
        annexes=() if decision.kind == DecisionKind.DISSOLVE else (_annex(decision, roster),),
        mark="DỰ THẢO" if is_draft else "BẢN MẪU" if decision.is_sample else "",
    )


def in_sentence(name: str) -> str:
    """ "Xã An Hoà" within a sentence is "xã An Hoà"."""
    return name[:1].lower() + name[1:]


def _head_of(hamlet: Place) -> str:
    name = in_sentence(hamlet.full_name)
    return f"Trưởng {name}" if name.startswith("thôn") else f"Tổ trưởng {name}"


def is_printed_as(decision: Decision, mark: str) -> bool:
    """Whether the paper whose code carries this mark says what the decision says now."""
    return documents.is_printed_as(_document(decision), mark)


def _bases() -> list[str]:
    bases = ["Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15"]
    plan = queries.plan_6863()
    if plan is not None and plan.signed_on is not None:
        bases.append(f"Căn cứ Kế hoạch số {plan.number} {_long(plan.signed_on)} của {plan.issuer}")
    return [*bases, "Theo đề nghị của Phòng Văn hóa - Xã hội"]


def _long(day: date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _articles(decision: Decision, roster: list[Nominee], committee: str) -> list[Block]:
    team = decision.team.name
    since = _long(decision.effective_on) if decision.effective_on else "ngày ký"
    in_force = f"Quyết định này có hiệu lực từ {since}."
    carried_out = (
        f"Văn phòng Hội đồng nhân dân và {committee}, Phòng Văn hóa - Xã hội, "
        f"{_head_of(decision.team.place)} và các cá nhân có tên chịu trách nhiệm thi hành Quyết định này."
    )
    if decision.kind == DecisionKind.DISSOLVE:
        return [Article(1, f"Giải thể {team}."), Article(2, in_force), Article(3, carried_out)]
    counted = f"{len(roster):02d} thành viên có tên trong danh sách kèm theo"
    if decision.kind == DecisionKind.ESTABLISH:
        duties = [Item(words, marker=f"{number}.") for number, words in enumerate(DUTIES, start=1)]
        return [
            Article(1, f"Thành lập {team} gồm {counted}."),
            Article(2, title="Nhiệm vụ của Tổ"),
            *duties,
            Article(3, in_force),
            Article(4, carried_out),
        ]
    return [
        Article(1, f"Thay đổi thành viên {team}. Sau khi thay đổi, Tổ gồm {counted}."),
        *_changes(decision),
        Article(2, in_force),
        Article(3, carried_out),
    ]


def _changes(decision: Decision) -> list[Block]:
    changes = queries.changes_of(decision)
    said = (("Thôi tham gia", changes.leaving), ("Bổ sung", changes.joining), ("Giao lại nhiệm vụ", changes.moved))
    return [Item(f"{words}: {', '.join(names)}.") for words, names in said if names]


def _annex(decision: Decision, roster: list[Nominee]) -> Annex:
    with override("vi"):
        rows = tuple(
            (number, nominee.name, _standing(nominee), str(MEMBER_ROLES[nominee.role]))
            for number, nominee in enumerate(roster, start=1)
        )
    return Annex(
        title=f"DANH SÁCH THÀNH VIÊN {decision.team.name.upper()}",
        blocks=(
            Table(
                columns=(
                    Column("TT", Kind.ORDER, share=6),
                    Column("Họ và tên", share=30),
                    Column("Thành phần", share=40),
                    Column("Nhiệm vụ", share=20),
                ),
                rows=rows,
                size=13,
            ),
        ),
    )


def _standing(nominee: Nominee) -> str:
    if nominee.role == MemberRole.LEADER and nominee.leader_kind:
        return str(LEADER_KINDS[nominee.leader_kind])
    return str(MEMBER_KINDS[nominee.kind])
