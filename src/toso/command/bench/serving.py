"""Pages under load, memory and start, measured on a server of its own with the sample month."""

import http.client
import re
import socket
import statistics
import subprocess
import threading
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from toso.command import furnish
from toso.command.bench import BenchRow, milliseconds
from toso.command.cluster import Cluster
from toso.command.supervisor import Supervisor
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.results.reporting import exports
from toso.results.reporting.models import Report

PEOPLE = 50
THINK_SECONDS = 3.0
LOAD_SECONDS = 20


class Visitor:
    """Somebody with a browser: keeps cookies, follows nothing by itself."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, *, form: dict[str, str] | None = None) -> tuple[int, bytes, float]:
        """Status, body and the seconds until the whole answer was there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        body = None
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
            body = urlencode(form)
        begun = time.perf_counter()
        connection.request("POST" if form is not None else "GET", path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - begun
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        return answer.status, content, taken

    def log_in(self, username: str, password: str) -> None:
        self.ask("/account/login/")
        token = self.cookies["csrftoken"]
        form = {"login": username, "password": password, "csrfmiddlewaretoken": token}
        status, _body, _taken = self.ask("/account/login/", form=form)
        if status != 302:
            raise RuntimeError(f"login answered {status}")


def under_load(port: int, cookies: dict[str, str], paths: list[str]) -> list[float]:
    """Seconds of every page while many people each open one every few seconds."""
    taken: list[float] = []
    stop_at = time.monotonic() + LOAD_SECONDS

    def person(number: int) -> None:
        visitor = Visitor(port)
        visitor.cookies = dict(cookies)
        time.sleep(THINK_SECONDS * number / PEOPLE)
        turn = number
        while time.monotonic() < stop_at:
            status, _body, seconds = visitor.ask(paths[turn % len(paths)])
            if status == 200:
                taken.append(seconds)
            turn += 1
            time.sleep(max(THINK_SECONDS - seconds, 0))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def rows() -> list[BenchRow]:
    """The sample month behind a real server: pages under load, papers, memory."""
    furnish.furnish(province="56", is_empty=False)
    data = Path(settings.DATA)
    found = paper_rows()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = [
        subprocess.Popen(child.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for child in Supervisor(data, port).children
    ]
    try:
        visitor = _when_it_answers(port)
        visitor.log_in("dung.mau", (data / "sample-password").read_text().strip())
        floor = floor_of(port)
        home = Place.objects.current().get(level=Level.PROVINCE, code="56")
        report = Report.objects.current().filter(place__parent=home).order_by("pk")[0]
        pages = {
            "Việc của tôi": ["/"],
            "Bảng điều hành tỉnh": [f"/places/{home.pk}/"],
            "Danh sách và một báo cáo": [f"/reports/?period={report.period.code}", f"/reports/{report.pk}/"],
            "Bản ghi công việc": ["/outreach/", "/outreach/?q=mau"],
        }
        found += [page_row(port, name, visitor.cookies, paths, floor) for name, paths in pages.items()]
        postmaster = int((Cluster(data).cluster / "postmaster.pid").read_text().split()[0])
        found.append(memory_row(family_of({process.pid for process in running} | {postmaster})))
    finally:
        for process in running:
            process.terminate()
            process.wait(20)
    return found


def _when_it_answers(port: int) -> Visitor:
    visitor = Visitor(port)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            visitor.ask("/account/login/")
        except OSError:
            time.sleep(0.2)
        else:
            return visitor
    raise RuntimeError("the server does not answer")


def paper_rows() -> list[BenchRow]:
    """The consolidated report of the province, and those of all communes."""
    whole = Report.objects.current().filter(place__level=Level.PROVINCE).order_by("-pk")[0]
    communes = list(Report.objects.current().filter(place__level=Level.COMMUNE, period=whole.period).order_by("pk"))
    found = []
    for name, write, bar in (
        ("Báo cáo tổng hợp của tỉnh, DOCX", exports.docx, "≤ 1.000 ms"),
        ("Báo cáo tổng hợp của tỉnh, PDF", exports.pdf, "≤ 1.000 ms"),
        ("Báo cáo tổng hợp của tỉnh, XLSX", exports.xlsx, "–"),
    ):
        value, low, high = milliseconds(partial(write, whole), runs=5)
        found.append(BenchRow(name, "ms", value, low, high, bar, "LibreOffice", 1500.0))
    begun = time.perf_counter()
    for report in communes:
        exports.docx(report)
    taken = time.perf_counter() - begun
    found.append(BenchRow(f"{len(communes)} báo cáo xã, DOCX", "s", taken, taken, taken, "≤ 30 s"))
    return found


def page_row(port: int, name: str, cookies: dict[str, str], paths: list[str], floor: float | None) -> BenchRow:
    taken = [seconds * 1000 for seconds in under_load(port, cookies, paths)]
    if not taken:
        raise RuntimeError(f"{name}: no page was answered with 200")
    return BenchRow(
        name=f"{name}, p95, {PEOPLE} người ({len(taken)} trang)",
        unit="ms",
        value=percentile(taken, 0.95),
        low=min(taken),
        high=max(taken),
        bar="≤ 200 ms",
        floor_name="trang 404 trống",
        floor=floor,
    )


def floor_of(port: int) -> float:
    """The least a page of this server can cost: one that looks nothing up."""
    visitor = Visitor(port)
    return statistics.median(visitor.ask("/static/none")[2] for _ in range(30)) * 1000


def memory_row(pids: set[int]) -> BenchRow:
    """Proportional memory of web, worker and database together."""
    total = 0.0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            found = re.search(r"^Pss:\s+(\d+) kB", rollup.read_text(), re.MULTILINE)
            total += int(found.group(1)) / 1024 if found else 0
    return BenchRow(
        "Bộ nhớ web + hàng việc + cơ sở dữ liệu", "MB", total, total, total, "≤ 600 MB", "ODK Central", 400.0
    )


def family_of(pids: set[int]) -> set[int]:
    """The processes and all their children."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = set(), list(pids)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += parents.get(pid, [])
    return found
