"""The words of ./toso that read tables: text convert, import."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import django
import typer

from toso.command.build import ROOT
from toso.command.house import loaded, open_house
from toso.command.say import Trouble

text = typer.Typer(no_args_is_help=True, help="Đọc bảng tính cũ (TCVN3, VNI, VISCII …) ra Unicode.")


@text.command()
def convert(
    file: Annotated[Path, typer.Argument(help="Tệp XLSX, XLS, ODS, CSV hoặc TSV.")],
    as_text: Annotated[bool, typer.Option("--text", help="In các ô: tab giữa ô, xuống dòng giữa hàng.")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Ghi ra tệp XLSX này.")] = None,
) -> None:
    """Đổi mọi ô chữ của bảng tính sang Unicode, dù được gõ bằng bảng mã nào."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toso.config.settings")
    django.setup()
    converting = loaded("converting")
    if out is None or as_text:
        print(converting.text_of(read(file)), end="")
    if out is not None:
        write(out, converting.workbook_of(read(file)))


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"Không đọc được tệp {file}: {error.strerror}.") from error


def write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Trouble(f"Không ghi được tệp {file}: {error.strerror}.") from error


def take_in(
    kind: Annotated[
        str,
        typer.Argument(help="Loại: hamlets, persons, rosters, records, targets, procedures, tickets, sending_lists …"),
    ],
    file: Annotated[Path, typer.Argument(help="Tệp XLSX, XLS, ODS, CSV hoặc TSV.")],
    user: Annotated[str, typer.Option("--user", help="Tên đăng nhập của người nhập.")] = "",
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem sẽ thay đổi gì.")] = False,
    said: Annotated[list[str] | None, typer.Option("--set", help="Điều tệp không ghi: on=2026-01-01, number=…")] = None,
    marked: Annotated[Path | None, typer.Option("--marked", help="Ghi chính bảng này với chỗ lỗi tô màu.")] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Chỉ đọc trang tính mang tên này.")] = "",
    data: Annotated[Path, typer.Option("--data", help="Thư mục dữ liệu.")] = ROOT / "var",
) -> None:
    """Nhập một danh sách từ tệp: tất cả hoặc không dòng nào; nhập lại không đổi gì."""
    content = read(file)
    opened = open_house(data.resolve())
    try:
        importing = loaded("importing")
        looked, taken = importing.run(
            kind,
            content,
            given=dict(pair.partition("=")[::2] for pair in said or []),
            username=user,
            is_dry=is_dry,
            at=datetime.now(tz=UTC),
            keep_marked=partial(write, marked) if marked else None,
            sheet=sheet,
        )
        for line in importing.words(looked, taken, is_dry=is_dry):
            print(line)
    finally:
        opened.leave()
    if looked.trouble or (looked.planned is not None and looked.planned.is_faulty):
        raise typer.Exit(1)
