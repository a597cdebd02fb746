"""The program `toso`: every word of ./toso."""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from toso.command import build, forms, house, proof, tables
from toso.command.keeping import archive, backup, restore
from toso.command.kpi.door import app as kpi_app
from toso.command.say import Progress, Trouble, step
from toso.command.supervisor import Supervisor

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Tổ Số: ghi một lần, số nào cũng mở được, không mất gì.",
)

app.add_typer(forms.app, name="forms")
app.add_typer(kpi_app, name="kpi")
app.add_typer(tables.text, name="text")
app.command("import")(tables.take_in)

DataOption = Annotated[Path, typer.Option("--data", help="Thư mục dữ liệu.")]
ProvinceOption = Annotated[str, typer.Option("--province", help="Mã tỉnh (hai chữ số).")]
DEFAULT_DATA = house.default_data()
PORT = 8000
TRY_LATER = 75  # what a mail server understands as "keep it and come again"
MOST_READ = 26 * 1024 * 1024  # of a message; what is larger than may be is refused by its size
BENCHES = ("rollup", "documents", "matching", "kpi", "desk", "papers", "importing", "register", "phones", "serving")


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Cổng phục vụ.")] = PORT,
    data: DataOption = DEFAULT_DATA,
    empty: Annotated[bool, typer.Option("--empty", help="Không có tháng mẫu; chỉ một quản trị viên.")] = False,
    province: ProvinceOption = "56",
) -> None:
    """Chuẩn bị rồi phục vụ tại http://127.0.0.1:8000; Ctrl-C để dừng."""
    data = house.make_folder(data.resolve())
    supervisor = Supervisor(data, port)
    supervisor.hold()
    supervisor.stop_orphans()  # they may still hold the port
    house.refuse_taken_port(port)
    build.ensure_all()
    opened = house.open_house(data, province=province)
    supervisor.cluster = opened.cluster
    try:
        restore.mend(opened.database(), data / "media")
        house.migrate()
        house.collect_static()
        furnish = house.loaded("furnish")
        logins = furnish.furnish(province=province, is_empty=empty)
        if not empty:  # sample officers have no telephone to show six digits
            os.environ.setdefault("TOSO_REQUIRE_SECOND_FACTOR", "0")

        def announce() -> None:
            print(f"\nTổ Số đang chạy tại http://127.0.0.1:{port}\n")
            for line in furnish.lines_of(logins):
                print(line)
            print("\nNhấn Ctrl-C để dừng.", flush=True)

        supervisor.run(when_ready=announce)
    finally:
        with step("Dừng cơ sở dữ liệu"):
            opened.close()


@app.command()
def worker() -> None:
    """Chạy hàng việc nền (./toso up tự gọi)."""
    house.run_worker()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Chạy mọi kiểm tra như CI; thêm tham số của pytest nếu chỉ muốn một phần."""
    raise typer.Exit(proof.prove(context.args))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def drill(context: typer.Context) -> None:
    """Các phép thử dài: hàng trăm lần cắt ngang, nhiều cây địa giới; test chạy bản ngắn của từng phép."""
    raise typer.Exit(proof.prove(context.args, is_drill=True))


@app.command()
def check(data: DataOption = DEFAULT_DATA) -> None:
    """Tính lại mọi con số từ bằng chứng và kiểm dấu niêm nhật ký."""
    opened = house.open_house(data.resolve())
    try:
        house.refuse_old_tables()
        faults = list(house.loaded("checks").faults(at=datetime.now(tz=UTC)))
    finally:
        opened.leave()
    for fault in faults:
        print(f"✗ {fault}")
    print("Có sai khác." if faults else "Mọi con số khớp bằng chứng; nhật ký nguyên vẹn.")
    raise typer.Exit(1 if faults else 0)


@app.command()
def mail(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Tệp thư (.eml); không ghi thì đọc một thư ở đầu vào.")
    ] = None,
    place: Annotated[str, typer.Option("--place", help="Mã xã, phường, đặc khu có địa chỉ nhận thư này.")] = "",
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Nhận thư điện tử thành yêu cầu hỗ trợ; máy chủ thư chuyển từng thư vào đây (docs/mail.md)."""
    letters = [tables.read(file) for file in files] if files else [sys.stdin.buffer.read(MOST_READ)]
    try:
        opened = house.open_house(data.resolve())
        try:
            house.refuse_old_tables()
            mailing = house.loaded("mailing")
            exits = [mailing.run(content, commune=place, at=datetime.now(tz=UTC)) for content in letters]
        finally:
            opened.leave()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        raise typer.Exit(TRY_LATER) from None
    raise typer.Exit(max(exits))


@app.command("backup")
def back_up(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ ghi.")],
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Ghi toàn bộ dữ liệu của một thời điểm vào một tệp, trong lúc vẫn phục vụ."""
    opened = house.open_house(data.resolve(), needs_room=False)
    try:
        manifest = backup.write(
            file.resolve(),
            database=opened.database(),
            media=data.resolve() / "media",
            at=datetime.now(tz=UTC),
            progress=Progress("Sao lưu"),
        )
    finally:
        opened.leave()
    print(
        f"Đã sao lưu {len(manifest.tables)} bảng, {manifest.rows} dòng, {len(manifest.files)} tệp tải lên vào {file} "
        f"({file.stat().st_size / 1024**2:.1f} MB). Tệp có dữ liệu cá nhân: cất nơi an toàn."
    )


@app.command("restore")
def give_back(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu.")],
    data: DataOption = DEFAULT_DATA,
    replace: Annotated[bool, typer.Option("--replace", help="Thay hẳn dữ liệu đang có.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Chỉ kiểm tra tệp, không khôi phục.")] = False,
) -> None:
    """Khôi phục từ một tệp sao lưu, đối chiếu từng dòng; không khớp thì không đổi gì."""
    if check:
        kept, manifest = archive.opened(file)
        kept.close()
        print(f"Tệp nguyên vẹn: lập lúc {manifest.made_at}, {len(manifest.tables)} bảng, {manifest.rows} dòng.")
        return
    data = house.make_folder(data.resolve())
    supervisor = Supervisor(data, port=0)
    supervisor.hold()
    supervisor.stop_orphans()
    opened = house.open_house(data)
    known, apps = house.known_migrations()
    try:
        manifest = restore.read(
            file.resolve(),
            database=opened.database(),
            media=data / "media",
            may_replace=replace,
            known=known,
            own_apps=apps,
            progress=Progress("Khôi phục"),
        )
        house.migrate()
    finally:
        opened.close()
    print(
        f"Đã khôi phục bản lập lúc {manifest.made_at}: {len(manifest.tables)} bảng, {manifest.rows} dòng, "
        f"{len(manifest.files)} tệp tải lên. Từng bảng, từng dòng khớp bản kê. Chạy ./toso up để phục vụ."
    )


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Thư mục nhận DOCX, PDF, XLSX và summary.json.")],
    province: ProvinceOption = "56",
    data: Annotated[
        Path | None,
        typer.Option(help="Giữ dữ liệu ở thư mục này, để mở xem bằng ./toso up --data; nếu không thì bỏ đi."),
    ] = None,
) -> None:
    """Làm trọn một tháng không cần trình duyệt, trong một cơ sở dữ liệu riêng."""
    begun = time.monotonic()
    build.ensure_all()
    with tempfile.TemporaryDirectory(prefix="toso-demo-") as folder:
        kept = house.make_folder(data.resolve()) if data else Path(folder)
        opened = house.open_house(kept, province=province, is_fast=data is None)
        try:
            house.migrate()
            address = f"http://127.0.0.1:{PORT}" if data else ""  # what the printed codes open
            summary = house.loaded("demo").demo(out.resolve(), province=province, begun=begun, address=address)
        finally:
            opened.close() if data else opened.discard()
    print(json.dumps(summary, ensure_ascii=False, indent=2))


@app.command()
def bench(
    only: Annotated[str, typer.Option("--only", help=f"Chỉ đo một phần: {', '.join(BENCHES)}.")] = "",
) -> None:
    """Đo tốc độ, mỗi dòng kèm mốc so sánh trong cùng lần chạy."""
    build.ensure_all()
    if not only:
        for group in BENCHES:
            subprocess.run([sys.executable, "-m", "toso", "bench", "--only", group], check=True)
        return
    if only not in BENCHES:
        raise Trouble(f"Không có phần đo “{only}”. Các phần: {', '.join(BENCHES)}.")
    os.environ.setdefault("TOSO_REQUIRE_SECOND_FACTOR", "0")
    with tempfile.TemporaryDirectory(prefix="toso-bench-") as folder:
        opened = house.open_house(Path(folder))
        try:
            house.migrate()
            house.loaded("bench.all").run(only=only)
        finally:
            opened.discard()


def run() -> None:
    try:
        app()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        raise SystemExit(1) from None
