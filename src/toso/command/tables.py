"""The words of ./toso that read tables: text convert, import."""

import os
from pathlib import Path
from typing import Annotated

import django
import typer

from toso.command.house import loaded
from toso.command.say import Trouble

text = typer.Typer(no_args_is_help=True, help="Đọc bảng tính cũ (TCVN3, VNI, VISCII …) ra Unicode.")


@text.command()
def convert(
    file: Annotated[Path, typer.Argument(help="Tệp XLSX, XLS, CSV hoặc TSV.")],
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
