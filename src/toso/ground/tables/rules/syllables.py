"""Whether letters make a Vietnamese syllable: what tells a right reading of old bytes from a wrong one."""

import re
import unicodedata
from functools import lru_cache

_ONSETS = "ngh ng nh kh gh gi ch th tr ph qu b c d đ g h k l m n p r s t v x "
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en "
    "eng eo ep et ê êch êm ên ênh êp êt êu êng i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o "
    "oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on "
    "ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui "
    "um un ung uơ up ut uy uya uych uynh uyên uyêt uyt uyu uyn uyp uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm "
    "ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu ưp y yêm yên yêng yêt yêu ych ynh yt "
)
ONSETS, RIMES = _ONSETS.split(), frozenset(_RIMES.split())  # the longest onsets first
TONES = "\u0300\u0309\u0303\u0301\u0323"
STOPPED = ("c", "ch", "p", "t")
_BASE = re.compile(f"[{TONES}]")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether a word in Unicode can be written Vietnamese: onset, rime and tone agree. Case plays no part."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = _BASE.findall(marks)
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", _BASE.sub("", marks))
    if tones and bare.endswith(STOPPED) and tones[0] not in "\u0301\u0323":
        return False
    if tones and _misplaced(word.lower(), bare):
        return False
    if bare in RIMES:
        return True
    return any(_fits(bare[len(onset) :], onset) for onset in ONSETS if bare.startswith(onset))


def _misplaced(word: str, bare: str) -> bool:
    """A mark on the glide that ends a syllable ("maõ", "caù"): no Vietnamese writes it there."""
    if len(bare) < 2 or bare[-1] not in "iouy" or bare.startswith(("qu", "gi")) or bare.endswith("uy"):
        return False
    is_marked = bool(_BASE.search(unicodedata.normalize("NFD", unicodedata.normalize("NFC", word)[-1])))
    return is_marked and bare[-2] in "aăâeêioôơuư"


def _fits(rime: str, onset: str) -> bool:
    if onset == "qu":  # "quốc" is q + uốc, "quanh" is qu + anh
        return rime in RIMES or f"u{rime}" in RIMES
    if onset == "gi":
        return not rime or rime in RIMES or f"i{rime}" in RIMES
    return rime in RIMES


# Frequent in the papers of offices and in names: what decides between two readings that are both possible.
_COMMON = (
    "số độ và của các được trong là có cho với đến từ theo về tại một những này khi để không người đã ra "
    "vào phải năm tháng ngày tỉnh huyện xã phường thị trấn thành phố thôn tổ dân khu vực vùng quận ấp bản "
    "làng địa bàn chỉ quản lý nhà nước hành chính công nghệ thông tin khoa học kỹ thuật giáo dục đào tạo "
    "tài kế hoạch đầu tư nông nghiệp phát triển kinh tế xây dựng giao vận tải y văn hóa hoá thể thao du "
    "lịch lao động thương mại quốc ngân hàng ủy uỷ ban nhân hội đồng phòng sở bộ cục chi tổng giám đốc "
    "trưởng phó chủ tịch bí thư đội đoàn nhóm biểu mẫu bảng báo cáo danh sách mục đơn vị tính tên họ sinh "
    "giới nam nữ tuổi quê quán điện thoại mã thứ tự ghi chú cộng trừ chia tỷ tỉ lệ triệu nghìn trăm mười "
    "hai ba bốn sáu bảy tám chín giá trị khối lượng tấn mét dự án vốn nguồn thu thuế phí sản phẩm xuất "
    "nhập khẩu hộ gia đình lớp trường viên thầy cô trẻ em phụ huynh nguyễn trần lê phạm hoàng huỳnh phan "
    "vũ võ đặng bùi đỗ hồ ngô dương đinh lâm mai trịnh cao tô châu hà tạ thái hữu đức minh quang ngọc "
    "thanh thúy thuý hương lan hoa dung dũng hùng cường tuấn anh bình an sơn hải long phúc lộc thọ vinh "
    "hiền hạnh nga yến loan phượng liên trang thảo linh tâm tân tiến tùng đạt khánh hòa hoà nha ninh "
    "thuận nghị định quyết luật điều khoản điểm chương trình nhiệm vụ tiêu kết quả thực hiện chức thống "
    "kê kiểm tra sát đánh phê duyệt cấp phép hoạt dịch sử dụng cơ quan cán phục hướng dẫn hỗ trợ tiền "
    "lương bảo hiểm sức khỏe khoẻ bệnh viện thuốc đường cầu cống đất rừng biển đảo sông suối núi đồi "
    "ruộng vườn cây lúa khoai sắn chè cà su trâu bò lợn gà vịt cá tôm máy móc thiết bị vật liệu xi măng "
    "sắt thép than dầu khí xăng gạo sữa vải giày dép gỗ giấy in loại hình thức quý kỳ kì cuối trước sau "
    "trên dưới cùng chung riêng khác tăng giảm còn lại hoàn mới cũ lớn nhỏ ít nhiều đủ thiếu đúng sai tốt "
    "xấu cần nếu thì mà như cũng đều rất việc làm nơi ở bằng giữa qua lên xuống đi nhận gửi ký "
)
COMMON = frozenset(_COMMON.split())


def is_common(word: str) -> bool:
    return word.lower() in COMMON
