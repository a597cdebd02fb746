import os
import shutil
import signal
import socket
import subprocess

import psycopg
import pytest

from toso.command import build, house
from toso.command.cluster import Cluster, ClusterError
from toso.command.say import Trouble


@pytest.fixture
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.start()
    yield made
    made.discard()


def kill(cluster: Cluster) -> None:
    os.kill(int((cluster.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def test_a_killed_database_comes_back_with_everything_it_acknowledged(cluster):
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE note (words text)")
        connection.execute("INSERT INTO note VALUES ('Đã ghi')")
    kill(cluster)

    assert cluster.start() is False

    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT words FROM note").fetchall() == [("Đã ghi",)]


def test_a_second_start_adopts_the_running_database(cluster):
    with psycopg.connect(cluster.url) as connection:
        before = connection.execute("SELECT pg_postmaster_start_time()").fetchone()

    assert Cluster(cluster.data).start() is True

    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT pg_postmaster_start_time()").fetchone() == before


def test_a_data_folder_that_was_thrown_away_begins_anew_and_the_old_database_is_kept_aside(tmp_path):
    data = tmp_path / "var"
    first = Cluster(data, is_fast=True)
    first.start()
    with psycopg.connect(first.url) as connection:
        connection.execute("CREATE TABLE note (words text)")
    (data / "database-password").unlink()  # what is left when the folder goes and the database stands elsewhere

    again = Cluster(data, is_fast=True)
    again.start()

    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT to_regclass('note')").fetchone() == (None,)
    assert len(list(again.folder.glob("pg18.left-*"))) == 1
    again.discard()


def test_half_made_data_is_made_again(tmp_path):
    made = Cluster(tmp_path)
    made.folder.mkdir(parents=True, exist_ok=True)
    made.cluster.with_name(f"{made.cluster.name}.new").mkdir()

    made.ensure()

    assert (made.cluster / "PG_VERSION").read_text().strip() == "18"
    made.discard()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else")
def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    made = Cluster(tmp_path)
    made.ensure()
    made.socket.mkdir()
    os.chown(made.socket, 12345, 12345)

    with pytest.raises(ClusterError, match="thuộc người khác"):
        made.start()

    made.discard()


def test_a_taken_port_gets_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Trouble, match=f"Cổng {port} đang có chương trình khác dùng"):
            house.refuse_taken_port(port)


def test_a_full_disk_gets_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(house, "NEEDED_MEGABYTES", 10**9)

    with pytest.raises(Trouble, match=r"chỉ còn \d+ MB; cần ít nhất 1000000000 MB"):
        house.refuse_full_disk(tmp_path)


@pytest.mark.parametrize(
    "address", ["postgresql://nobody@127.0.0.1:1/none", "not an address", "postgresql://x:y@/z?host=/does-not-exist"]
)
def test_a_wrong_database_address_gets_one_sentence(address):
    with pytest.raises(Trouble, match="Không nối được cơ sở dữ liệu trong DATABASE_URL"):
        house.refuse_wrong_database(address)


def test_a_data_folder_that_cannot_be_written_gets_one_sentence(tmp_path):
    (tmp_path / "taken").write_text("a file stands where the folder should be")

    with pytest.raises(Trouble, match=r"Không ghi được vào thư mục dữ liệu .*taken/data: .*Hãy chọn thư mục khác\."):
        house.make_folder(tmp_path / "taken" / "data")


def test_an_old_python_gets_one_sentence(tmp_path):
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("dirname", "rm", "cmp", "id"):
        (commands / name).symlink_to(shutil.which(name))
    old = commands / "python3"
    old.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo "Python 3.9.2"; exit 0; fi\nexit 1\n')
    old.chmod(0o755)
    shutil.copy(build.ROOT / "toso", tmp_path / "toso")

    said = subprocess.run(
        ["/bin/sh", tmp_path / "toso", "up"], env={"PATH": str(commands)}, capture_output=True, text=True, check=False
    )

    assert said.returncode == 1
    assert said.stderr.strip().splitlines() == [
        "Cần Python 3.11 trở lên; máy này chỉ có Python 3.9.2. Trên Debian 12: apt install python3 python3-venv."
    ]
