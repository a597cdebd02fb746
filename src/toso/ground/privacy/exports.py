"""The record of processing as an official paper."""

from datetime import date, datetime

from django.utils.timezone import localtime

from toso.ground.documents import queries as documents
from toso.ground.documents.blocks import Column, Heading, Item, Kind, OfficialDocument, Paragraph, Signature, Table
from toso.ground.people.models import Organisation
from toso.ground.privacy import queries, rules
from toso.ground.privacy.models import Breach
from toso.ground.shared.text import format_number

MEASURES = (
    "Mặc định chỉ ghi số lượng, không ghi tên người dân; không giữ ảnh giấy tờ tuỳ thân, mật khẩu, dữ liệu định danh.",
    "Mỗi người chỉ thấy dữ liệu trong phạm vi vai trò; ngoài phạm vi trả lời như không tồn tại.",
    "Đăng nhập có giới hạn số lần thử; vai trò cấp tỉnh bắt buộc có mã xác thực thứ hai; phiên tự hết.",
    "Mọi việc ghi vào nhật ký được niêm bằng mã băm; nhật ký không mất khi xoá dữ liệu một người.",
    "Sao lưu một tệp, kiểm tra từng dòng khi khôi phục.",
)


def record_of_processing(*, on: date, issuer: Organisation | None) -> OfficialDocument:
    """What is done with whose data, on the day given, in the layout of Decree 30/2020/NĐ-CP."""
    name = issuer.name if issuer else "Cơ quan chủ quản"
    rows = tuple(
        (number, row.name, row.purpose, row.subjects, row.data, row.basis, row.recipients, row.retention)
        for number, row in enumerate(queries.activities_on(on), start=1)
    )
    kinds = tuple(
        (
            number,
            kind.name,
            kind.days,
            kind.days_with_others,
            "Có nguồn" if kind.is_confirmed else "Chưa có nguồn xác nhận",
        )
        for number, kind in enumerate(queries.kinds_on(on), start=1)
    )
    return OfficialDocument(
        issuer=name.upper(),
        issuer_name=name,
        symbol="HS",
        place_name=issuer.place.name if issuer and issuer.place else "…",
        year=on.year,
        type_name="HỒ SƠ",
        subject="Hoạt động xử lý dữ liệu cá nhân",
        legal_bases=(
            "Căn cứ Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",
            "Căn cứ Nghị định số 356/2025/NĐ-CP ngày 31 tháng 12 năm 2025",
        ),
        blocks=(
            Heading("I. HOẠT ĐỘNG XỬ LÝ"),
            Table(
                columns=(
                    Column("TT", Kind.ORDER, 4),
                    Column("Hoạt động", share=12),
                    Column("Mục đích", share=14),
                    Column("Chủ thể", share=11),
                    Column("Dữ liệu", share=17),
                    Column("Căn cứ", share=16),
                    Column("Bên nhận", share=12),
                    Column("Lưu trữ", share=14),
                ),
                rows=rows,
                size=10,
            ),
            Heading("II. THỜI HẠN GIẢI QUYẾT YÊU CẦU"),
            Paragraph("Trả lời trong 2 ngày làm việc; gia hạn một lần, nhiều nhất 15 ngày."),
            Table(
                columns=(
                    Column("TT", Kind.ORDER, 4),
                    Column("Yêu cầu", share=30),
                    Column("Số ngày", Kind.NUMBER, 12),
                    Column("Khi có bên khác", Kind.NUMBER, 14),
                    Column("Nguồn của thời hạn", share=20),
                ),
                rows=kinds,
            ),
            Heading("III. BIỆN PHÁP BẢO VỆ"),
            *(Item(measure) for measure in MEASURES),
            Paragraph(
                "Việc lập, nộp hồ sơ đánh giá tác động của cơ quan nhà nước cần đối chiếu Điều 19 của Luật trước khi "
                "vận hành chính thức."
            ),
        ),
        signature=Signature(title="THỦ TRƯỞNG CƠ QUAN"),
        archive="VT",
    )


def printed(form: str, *, on: date, issuer: Organisation | None) -> bytes:
    """The paper as "docx" or "pdf"."""
    render = documents.render_docx if form == "docx" else documents.render_pdf
    return render(record_of_processing(on=on, issuer=issuer))


def paper_of_breach(breach: Breach, *, on: date, issuer: Organisation | None) -> OfficialDocument:
    """The notice of a breach to the authority, with what is known on the day, in the layout of Decree 30/2020/NĐ-CP."""
    name = issuer.name if issuer else "Cơ quan chủ quản"
    period = queries.period_of(breach)
    due = rules.report_by(period, breach.known_at)
    many = f" (khoảng {format_number(breach.how_many)} người)" if breach.how_many is not None else ""
    told: list[tuple[str, str]] = [
        ("Nơi xảy ra", str(breach.place)),
        ("Việc đã xảy ra", breach.what),
        ("Dữ liệu của ai", breach.subjects + many),
        ("Dữ liệu gì", breach.data),
        ("Ngày xảy ra", f"{breach.happened_on:%d/%m/%Y}" if breach.happened_on else "chưa rõ"),
        ("Biết lúc", _moment(breach.known_at)),
        ("Hạn báo", f"{_moment(due)}: {period.hours} giờ từ lúc biết"),
        ("Biện pháp đã làm ngay", breach.measures or "chưa ghi"),
    ]
    if breach.reported_at is not None:
        report = f"{_moment(breach.reported_at)}, {breach.reported_to}"
        told.append(("Đã báo", f"{report}, số {breach.report_number}" if breach.report_number else report))
    if breach.late_reason:
        told.append(("Lý do báo chậm", breach.late_reason))
    if breach.closed_at is not None:
        told += [("Cho người bị ảnh hưởng biết", breach.subjects_told), ("Đã khắc phục", breach.outcome)]
    return OfficialDocument(
        issuer=name.upper(),
        issuer_name=name,
        symbol="TB",
        place_name=issuer.place.name if issuer and issuer.place else "…",
        year=on.year,
        type_name="THÔNG BÁO",
        subject="Vi phạm quy định về bảo vệ dữ liệu cá nhân",
        legal_bases=("Căn cứ Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",),
        blocks=(
            Table(
                columns=(Column("Nội dung", share=25), Column("Diễn giải", share=75)),
                rows=tuple(told),
            ),
        ),
        signature=Signature(title="THỦ TRƯỞNG CƠ QUAN"),
        recipients=("Cơ quan chuyên trách bảo vệ dữ liệu cá nhân",),
        archive="VT",
    )


def _moment(at: datetime) -> str:
    return f"{localtime(at):%H:%M ngày %d/%m/%Y}"


def printed_breach(breach: Breach, form: str, *, on: date, issuer: Organisation | None) -> bytes:
    """The notice as "docx" or "pdf"."""
    render = documents.render_docx if form == "docx" else documents.render_pdf
    return render(paper_of_breach(breach, on=on, issuer=issuer))
