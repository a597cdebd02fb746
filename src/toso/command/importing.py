"""What `toso import` does once the house is open."""

from collections.abc import Callable
from datetime import datetime

from toso.command.say import Trouble, step
from toso.front.console.imports import IMPORTS
from toso.front.console.queries.taking import Looked, doubts, look_through, marked_workbook, sentences, settings_of
from toso.ground.people.models import Account, Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.refusal import Refusal
from toso.ground.tables.queries.occasion import Occasion
from toso.ground.tables.rules.intake import Standing, Taken

MOST_SAID = 30


def run(
    kind: str,
    content: bytes,
    *,
    given: dict[str, str],
    username: str,
    is_dry: bool,
    at: datetime,
    keep_marked: Callable[[bytes], None] | None,
    sheet: str = "",
) -> tuple[Looked, Taken | None]:
    """Look through a file and, unless it is only tried, take it in. Raises Trouble with what is wrong."""
    if kind not in IMPORTS:
        raise Trouble(f"Không có loại “{kind}”. Các loại: {', '.join(IMPORTS)}.")
    chosen = IMPORTS[kind]
    person = _person(username, chosen.roles)
    scope = scope_of(person.pk, on=at.date())
    if not scope.holds(*chosen.roles):
        raise Trouble(f"{person} không giữ vai trò được nhập loại này.")
    settings, faults = settings_of(chosen, given)
    if faults:
        options = " ".join(f"--set {setting.code}=…" for setting in chosen.settings if setting.is_needed)
        raise Trouble(f"{' '.join(faults.values())} Thêm {options}.")
    occasion = Occasion(person, scope, at, settings)
    try:
        with step("Xem từng dòng"):
            looked = look_through(content, chosen, occasion, wish={"sheet": sheet} if sheet else None)
        if keep_marked:
            keep_marked(marked_workbook(looked))
        if is_dry or not looked.is_ready or looked.planned is None:
            return looked, None
        with step("Ghi vào sổ"):
            return looked, chosen.take(looked.planned, occasion)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal


def words(looked: Looked, taken: Taken | None, *, is_dry: bool) -> list[str]:
    """What to say at the terminal, line by line."""
    said = sentences(looked)
    new, changed, same, faulty = (looked.count(standing) for standing in Standing)
    lines = [f"Dòng: {len(looked.lines)}. Mới {new}, thay đổi {changed}, giữ nguyên {same}, lỗi {faulty}."]
    lines += [f"Chữ {code.value}: {count} ô đã đổi sang Unicode." for code, count in looked.book.alphabets.items()]
    if looked.read:
        unread = f" Không đọc: {', '.join(looked.unread)}." if looked.unread else ""
        lines.append(f"Đọc trang: {', '.join(looked.read)}.{unread} Chỉ đọc một trang: --sheet TÊN.")
    lines += _unread(looked)
    lines += [f"✗ {sentence}" for sentence in [*([looked.trouble] if looked.trouble else []), *said][:MOST_SAID]]
    lines += [f"? {sentence}" for sentence in doubts(looked)[:MOST_SAID]]
    if looked.planned and looked.planned.question:
        lines.append("Thêm --set doubles=leave (bỏ qua các dòng ấy) hoặc --set doubles=keep (nhập như việc mới).")
    if len(said) > MOST_SAID:
        lines.append(f"… và {len(said) - MOST_SAID} chỗ nữa.")
    lines += [*looked.planned.notes, *looked.planned.remarks] if looked.planned else []
    if taken:
        lines.append(f"Đã nhập: {taken.new} mới, {taken.changed} thay đổi.")
    elif looked.is_ready and is_dry:
        lines.append("Chỉ xem trước; chưa ghi gì.")
    elif said or looked.trouble:
        lines.append("Chưa ghi gì.")
    else:
        lines.append("Mọi dòng đều đã có; không có gì để ghi.")
    return lines


def _unread(looked: Looked) -> list[str]:
    """The rows that nobody sees in the file and that were read all the same; the rows and columns passed over."""
    lines = []
    if looked.hidden:
        more = " …" if len(looked.hidden) > MOST_SAID else ""
        rows = ", ".join(looked.hidden[:MOST_SAID]) + more
        lines.append(
            f"! {len(looked.hidden)} dòng đang ẩn trong tệp cũng được đọc: {rows}. Không muốn nhập thì xoá đi."
        )
    if looked.hidden_columns:
        names = ", ".join(looked.hidden_columns)
        lines.append(f"! Cột đang ẩn trong tệp cũng được đọc: {names}. Không muốn nhập thì xoá đi.")
    if looked.left_out:
        more = " …" if len(looked.left_out) > MOST_SAID else ""
        rows = ", ".join(looked.left_out[:MOST_SAID]) + more
        lines.append(f"Không phải dòng để nhập (tiêu đề, mục, cộng, ký): {rows}.")
    if looked.unused:
        lines.append(f"Cột không đọc: {', '.join(looked.unused)}.")
    return lines


def _person(username: str, roles: tuple[Role, ...]) -> Person:
    accounts = Account.objects.filter(is_active=True).select_related("person")
    if username:
        found = accounts.filter(username=username).first()
        if found is None:
            raise Trouble(f"Không có tài khoản “{username}”.")
        return found.person
    holders = list(accounts.filter(person__assignments__role__in=roles).distinct()[:2])
    if len(holders) != 1:
        raise Trouble("Hãy ghi ai nhập: --user TÊN-ĐĂNG-NHẬP.")
    return holders[0].person
