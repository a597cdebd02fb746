"""Where each step of the reckoning stands in the law: one sentence an article, marked for the catalogue."""

from toso.results.kpi.rules.words import _

GENERAL = _("Điều 12, Phụ lục I Nghị định 335/2025/NĐ-CP: tiêu chí chung, tối đa 30 điểm")
CONVERSION = _("Điều 3 khoản 6, Điều 13 Nghị định 335/2025/NĐ-CP: quy đổi sản phẩm")
ASSIGNED = _("Điều 14, Điều 18 khoản 1 Nghị định 335/2025/NĐ-CP: mẫu số là việc được giao ban đầu")
OUTSIDE = _("Điều 18 khoản 1 điểm d Nghị định 335/2025/NĐ-CP: việc đột xuất, việc làm thay chỉ cộng vào kết quả")
HANDED_OVER = _("Điều 18 khoản 1 điểm d Nghị định 335/2025/NĐ-CP: việc đã chuyển người khác vẫn nằm trong số giao")
QUANTITY = _("Điều 14 Nghị định 335/2025/NĐ-CP: a, tỷ lệ về số lượng")
QUALITY = _("Điều 14 Nghị định 335/2025/NĐ-CP: b, tỷ lệ về chất lượng; mỗi lần không đạt trừ 25%")
PROGRESS = _("Điều 14 Nghị định 335/2025/NĐ-CP: c, tỷ lệ về tiến độ; mỗi lần chậm trừ 25%")
LED_RESULT = _("Điều 15 khoản 3 điểm a Nghị định 335/2025/NĐ-CP: d, kết quả của đơn vị, lĩnh vực phụ trách")
ORGANISING = _("Điều 15 Nghị định 335/2025/NĐ-CP: đ, khả năng tổ chức triển khai")
UNITING = _("Điều 15 Nghị định 335/2025/NĐ-CP: e, năng lực tập hợp, đoàn kết")
RESULT = _("Điều 16 Nghị định 335/2025/NĐ-CP: kết quả là trung bình các tỷ lệ")
CAP_EACH = _("Tùy chọn của đơn vị: mỗi tỷ lệ tính tối đa 100% (Nghị định chỉ nêu trần 70 điểm)")
TASK_SCORE = _("Điều 17 khoản 1 Nghị định 335/2025/NĐ-CP: kết quả × 70 điểm, tối đa 70")
TOTAL = _("Điều 12, Điều 17 Nghị định 335/2025/NĐ-CP: tổng điểm của kỳ")
EMPTY = _("Nghị định không nêu; tùy chọn của đơn vị khi trong kỳ không có việc được giao")
MEAN = _("Điều 17 khoản 3 Nghị định 335/2025/NĐ-CP: trung bình các tháng")
SUPPORT = _("Sổ tay hướng dẫn của Bộ Nội vụ (2026), chương III: nhân viên hỗ trợ, phục vụ")
QUOTA = _("Điều 20 khoản 5 Nghị định 335/2025/NĐ-CP: tỷ lệ hoàn thành xuất sắc")
BODY = _("Điều 5 đến Điều 9 Nghị định 335/2025/NĐ-CP: đánh giá cơ quan, đơn vị")
