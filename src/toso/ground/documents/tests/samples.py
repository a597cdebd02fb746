"""Documents that look like the real ones. Names and figures are invented."""

from datetime import date
from decimal import Decimal

from toso.ground.documents.blocks import (
    Align,
    Annex,
    Article,
    Band,
    Column,
    Heading,
    Item,
    Kind,
    Link,
    OfficialDocument,
    Paragraph,
    Run,
    Signature,
    Table,
)

COLUMNS = (
    Column("TT", Kind.ORDER, share=5),
    Column("Chỉ tiêu", share=34),
    Column("Đơn vị", share=10),
    Column("Giao năm", Kind.NUMBER, share=11, group="Năm 2026"),
    Column("Lũy kế", Kind.NUMBER, share=11, group="Năm 2026"),
    Column("Trong kỳ", Kind.NUMBER, share=11),
    Column("Tỷ lệ so với giao", Kind.PERCENT, share=12, decimals=1),
)
TABLE = Table(
    columns=COLUMNS,
    caption="Bảng 1. Kết quả thực hiện các chỉ tiêu trong kỳ báo cáo",
    note="Kỳ từ 15/10/2026 đến 14/11/2026",
    rows=(
        Band("I. Dịch vụ công trực tuyến"),
        (1, "Lượt người dân được hướng dẫn sử dụng dịch vụ công trực tuyến", "lượt", 4500, 4108, 386, Decimal("91.29")),
        (2, "Hộ gia đình được hướng dẫn", "hộ", 2990, 2212, 208, Decimal("73.98")),
        Band("II. Thanh toán số"),
        (3, "Hộ kinh doanh dùng mã QR để nhận tiền", "hộ", 1250, 1312, 97, Decimal("104.96")),
        (4, "Người cao tuổi được hướng dẫn", "người", None, 1054, 112, None),
    ),
    total=(None, "Cộng số lượt", "lượt", 8740, 8686, 803, Decimal("99.38")),
)

LINK = Link(
    "https://toso.example.vn/ho-so/bc/7f3a9c21", "3f0a77be51c2d48e9b6a0c3d5e7f1a2b4c6d8e0f1a3b5c7d9e0f2a4b6c8d0e1f"
)


def a_report(**changes):
    words = (
        "Trong kỳ báo cáo, Ủy ban nhân dân xã đã chỉ đạo 15/15 tổ công nghệ số cộng đồng hoạt động thường xuyên tại "
        "nhà văn hóa thôn và đến từng hộ; tập trung hướng dẫn người dân nộp hồ sơ trực tuyến, tra cứu kết quả, "
        "thanh toán không dùng tiền mặt và nhận biết các hình thức lừa đảo trên không gian mạng."
    )
    given = {
        "issuer": "ỦY BAN NHÂN DÂN\nXÃ NAM CAM RANH",
        "issuer_name": "Ủy ban nhân dân xã Nam Cam Ranh",
        "number": "5",
        "symbol": "BC-UBND",
        "place_name": "Nam Cam Ranh",
        "day": date(2026, 11, 18),
        "type_name": "BÁO CÁO",
        "subject": "Kết quả hoạt động của tổ công nghệ số cộng đồng tháng 11 năm 2026",
        "addressee": ("Sở Khoa học và Công nghệ tỉnh Khánh Hòa",),
        "blocks": (
            Paragraph(
                "Thực hiện Kế hoạch số 6863/KH-UBND của Ủy ban nhân dân tỉnh Khánh Hòa về nâng cao hiệu quả hoạt động "
                "của tổ công nghệ số cộng đồng, Ủy ban nhân dân xã Nam Cam Ranh báo cáo kết quả thực hiện như sau:"
            ),
            Heading("I. KẾT QUẢ THỰC HIỆN TRONG KỲ BÁO CÁO"),
            Heading("1. Kết quả chung", 2),
            Paragraph(words),
            TABLE,
            Heading("2. Hiệu quả đạt được", 2),
            Item("Tỷ lệ hồ sơ nộp trực tuyến của xã đạt 83,2%, tăng 5,1 điểm phần trăm so với tháng trước."),
            Item(
                (
                    Run("Người dân chủ động hơn: ", bold=True),
                    Run("cứ 10 người đến nhà văn hóa thì 4 người tự nộp được hồ sơ."),
                )
            ),
            Heading("a) Về thanh toán không dùng tiền mặt", 3),
            Paragraph(words),
            Heading("II. KHÓ KHĂN, HẠN CHẾ VÀ NGUYÊN NHÂN"),
            Item("Hai thôn chưa có sóng 4G ổn định; người dân phải đến nhà văn hóa để nộp hồ sơ."),
            Item("Một số thành viên tổ mới tham gia, chưa thạo nền tảng; nhiệt độ phòng máy ≥ 35 °C vào buổi trưa."),
            Heading("III. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TIẾP THEO"),
            Paragraph(words),
            Paragraph("Ủy ban nhân dân xã Nam Cam Ranh trân trọng báo cáo."),
        ),
        "signature": Signature(
            authority="TM. ỦY BAN NHÂN DÂN", acting_for="KT. CHỦ TỊCH", title="PHÓ CHỦ TỊCH", name="Nguyễn Mẫu An"
        ),
        "recipients": ("Như trên", "Thường trực Đảng ủy (báo cáo)", "Chủ tịch, các Phó Chủ tịch UBND xã"),
        "archive": "VT, VHXH",
        "link": LINK,
    }
    return OfficialDocument(**{**given, **changes})


def a_decision(**changes):
    given = {
        "issuer": "ỦY BAN NHÂN DÂN\nXÃ NAM CAM RANH",
        "issuer_name": "Chủ tịch Ủy ban nhân dân xã Nam Cam Ranh",
        "number": "128",
        "symbol": "QĐ-UBND",
        "place_name": "Nam Cam Ranh",
        "day": date(2026, 2, 5),
        "type_name": "QUYẾT ĐỊNH",
        "subject": "Về việc thành lập Tổ công nghệ số cộng đồng Thôn Mẫu 2",
        "decided_by": "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ NAM CAM RANH",
        "legal_bases": (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            "Căn cứ Kế hoạch số 6863/KH-UBND của Ủy ban nhân dân tỉnh Khánh Hòa;",
            "Theo đề nghị của Trưởng phòng Văn hóa - Xã hội xã",
        ),
        "blocks": (
            Article(
                1, "Thành lập Tổ công nghệ số cộng đồng Thôn Mẫu 2 gồm 05 thành viên có tên trong Phụ lục kèm theo."
            ),
            Article(2, title="Nhiệm vụ của Tổ"),
            Item("Hướng dẫn người dân sử dụng dịch vụ công trực tuyến và các nền tảng số;", marker="1."),
            Item("Báo cáo kết quả hằng tháng với Ủy ban nhân dân xã.", marker="2."),
            Article(
                3,
                "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã, Trưởng Thôn Mẫu 2, các cá nhân có tên tại "
                "Điều 1 chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
            ),
        ),
        "signature": Signature(title="CHỦ TỊCH", name="Trần Mẫu Bình"),
        "recipients": ("Như Điều 3", "Sở Khoa học và Công nghệ (báo cáo)"),
        "archive": "VT, VHXH",
        "annexes": (
            Annex(
                title="DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN MẪU 2",
                blocks=(
                    Table(
                        columns=(
                            Column("TT", Kind.ORDER, share=6),
                            Column("Họ và tên", share=30),
                            Column("Chức vụ, đơn vị", share=40),
                            Column("Nhiệm vụ", share=20),
                        ),
                        rows=(
                            (1, "Nguyễn Mẫu An", "Bí thư Chi đoàn thôn", "Tổ trưởng"),
                            (2, "Lê Mẫu Châu", "Chi hội trưởng Chi hội Phụ nữ", "Tổ phó"),
                            (3, "Phạm Mẫu Dung", "Giáo viên", "Thành viên"),
                        ),
                        size=13,
                    ),
                ),
            ),
        ),
        "link": LINK,
    }
    return OfficialDocument(**{**given, **changes})


def a_letter(**changes):
    given = {
        "type_name": "",
        "symbol": "UBND-VHXH",
        "subject": "đôn đốc báo cáo hoạt động của tổ công nghệ số cộng đồng",
        "addressee": (
            "Các tổ công nghệ số cộng đồng",
            "Trưởng các thôn, tổ dân phố",
            "Đoàn Thanh niên Cộng sản Hồ Chí Minh xã",
        ),
        "link": None,
        "number": "",
        "day": None,
        "year": 2026,
        "mark": "DỰ THẢO",
        "blocks": (Paragraph("Đề nghị các tổ gửi báo cáo trước 17 giờ 00 ngày 16 tháng 11 năm 2026."),),
    }
    return a_report(**{**given, **changes})


def a_report_with_annex(*, rows=65, **changes):
    names = ("Xã Cà Ná", "Xã Thuận Nam", "Phường Bảo An", "Đặc khu Trường Sa", "Xã Đại Lãnh")
    columns = (
        Column("TT", Kind.ORDER, share=4),
        Column("Mã", share=6, align=Align.CENTER),
        Column("Xã, phường, đặc khu", share=22),
        *(
            Column(title, Kind.NUMBER, share=9, group=group)
            for group in ("Dịch vụ công", "Thanh toán số", "An toàn số")
            for title in ("Giao", "Đạt")
        ),
        Column("Tỷ lệ", Kind.PERCENT, share=8, decimals=1),
        Column("Ngày nộp", Kind.DATE, share=11),
        Column("Ghi chú", share=16),
    )
    lines: list[tuple] = [
        (
            n,
            f"{22000 + 3 * n}",
            names[n % 5],
            4500 + n,
            4108 + 7 * n,
            1200 + n,
            900 + 11 * n,
            300,
            Decimal("12.5") * n,
            Decimal(7000 + n) / 100,
            date(2026, 11, 1 + n % 19),
            "bổ sung kỳ trước: 12" if n % 9 == 0 else None,
        )
        for n in range(1, rows + 1)
    ]
    total = (
        None,
        None,
        "Toàn tỉnh",
        *(sum(row[at] for row in lines) for at in range(3, 9)),
        Decimal("87.3"),
        None,
        None,
    )
    annex = Annex(
        title="KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CỦA TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THEO TỪNG XÃ, PHƯỜNG, ĐẶC KHU",
        number=1,
        is_landscape=True,
        blocks=(Table(columns=columns, rows=tuple(lines), total=total, size=11, note="Đơn vị tính: lượt"),),
    )
    return a_report(annexes=(annex,), **changes)
