"""Paper to begin with: a sheet for a hamlet, its columns in the order of the desk grid."""

from collections.abc import Iterable

from toso.ground.documents.blocks import TallySheet
from toso.ground.places.models import Place
from toso.work.outreach.queries.records import all_tasks

# A paper of the state is Vietnamese in every language of the interface; nothing here is translated.
SHARES = {"day": 8, "place": 14, "task": 16, "note": 20, "procedure": 10}
TITLES = {  # in the order of the desk grid: whoever types it in goes from left to right
    "day": "Ngày",
    "place": "Thôn",
    "task": "Việc",
    "citizens": "Người",
    "elderly": "Cao tuổi",
    "households": "Hộ",
    "businesses": "Cơ sở",
    "cooperatives": "Hợp tác xã",
    "note": "Ghi chú",
    "procedure": "Thủ tục",
}
LINE = "Tháng ……… năm ………          Người ghi: ……………………………………………          Điện thoại: …………………………"
FOOT = (
    "Mỗi dòng là một việc trong một ngày. Không ghi số căn cước, mật khẩu hay mã OTP của người dân. "
    "Quét mã để nhập vào máy."
)
MOST_TASKS = 14


def tally_sheets(hamlets: Iterable[Place], *, address: str) -> list[TallySheet]:
    """One sheet a hamlet; ``address`` is the grid of the desk, which opens with the hamlet filled in."""
    tasks = ", ".join(task.short_name for task in all_tasks().filter(valid_until__isnull=True)[:MOST_TASKS])
    columns = tuple((title, SHARES.get(name, 6)) for name, title in TITLES.items())
    return [
        TallySheet(
            title="BẢNG GHI VIỆC CỦA TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",
            place=f"{hamlet.full_name} (mã {hamlet.code}), {hamlet.parent.full_name if hamlet.parent else ''}",
            columns=columns,
            url=f"{address}?hamlet={hamlet.code}",
            line=LINE,
            legend=f"Việc ghi bằng tên ngắn: {tasks}." if tasks else "",
            foot=FOOT,
        )
        for hamlet in hamlets
    ]
