"""`toso forms`: a stranger's form checked and converted, without a database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from toso.command import house
from toso.command.say import Trouble

app = typer.Typer(no_args_is_help=True, help="Kiểm tra và chuyển đổi biểu mẫu XLSForm, XForm.")
FileArgument = Annotated[Path, typer.Argument(help="XLSForm (.xlsx, .xls, .ods) hoặc XForm (.xml).")]


@app.command()
def check(file: FileArgument) -> None:
    """Kiểm tra một biểu mẫu: in tóm tắt, hoặc từng lỗi với trang, dòng, cột hay phần tử."""
    door = house.loaded_without_database("form_door")
    door.check(_content(file), file.name)


@app.command()
def convert(file: FileArgument) -> None:
    """Chuyển một biểu mẫu thành XForm, in ra đầu ra chuẩn."""
    door = house.loaded_without_database("form_door")
    sys.stdout.buffer.write(door.convert(_content(file), file.name))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Trouble(f"Không đọc được tệp {file}: {error.strerror}.") from error
