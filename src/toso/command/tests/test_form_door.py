"""`toso forms`: a stranger feeds it a file and reads the answer."""

import os
import subprocess
import sys
from pathlib import Path

from toso.plan.forms.tests.builders import a_survey, a_workbook, an_xform


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run([sys.executable, "-m", "toso", "forms", *words], capture_output=True, env=environment)


def test_a_form_is_checked_and_converted_without_a_database(tmp_path: Path):
    file = tmp_path / "phieu.xlsx"
    file.write_bytes(a_workbook())

    checked, converted = run("check", str(file)), run("convert", str(file))

    assert checked.returncode == 0
    assert "Câu hỏi: 4 (input 3, select1 1)" in checked.stdout.decode()
    assert converted.returncode == 0
    assert converted.stdout.startswith(b"<?xml")


def test_a_faulty_form_ends_with_one_and_its_places(tmp_path: Path):
    file = tmp_path / "phieu.xlsx"
    file.write_bytes(a_survey(["integr", "a", "A"]))

    checked, converted = run("check", str(file)), run("convert", str(file))

    assert (checked.returncode, converted.returncode) == (1, 1)
    assert "✗ trang survey, dòng 2, cột A (type): Không có kiểu câu hỏi “integr”." in checked.stderr.decode()
    assert converted.stdout == b""


def test_an_xform_comes_back_as_it_was(tmp_path: Path):
    file = tmp_path / "phieu.xml"
    file.write_bytes(an_xform())

    assert run("convert", str(file)).stdout == an_xform()


def test_a_missing_file_is_one_sentence(tmp_path: Path):
    answer = run("check", str(tmp_path / "khong-co.xlsx"))

    assert answer.returncode == 1
    assert "Không đọc được tệp" in answer.stderr.decode()
    assert "Traceback" not in answer.stderr.decode()
