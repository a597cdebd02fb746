"""./toso demo: the whole month without a browser, and the papers it leaves."""

import json
import time
from collections import Counter
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from toso.command import furnish
from toso.command.sample import build, missions, month
from toso.command.say import Progress, step
from toso.ground.documents.queries import render_docx, render_pdf
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.plan.teams.models import Membership, Team
from toso.results.reporting import exports
from toso.results.reporting.actions import papers
from toso.results.reporting.models import Cell, Report
from toso.work.campaign import exports as campaign_exports
from toso.work.campaign.models import Deployment
from toso.work.outreach.models import Record


def demo(out: Path, *, province: str, begun: float, address: str = "") -> dict[str, object]:
    """Build the sample, close the month up to the province, write DOCX, PDF, XLSX and ``summary.json``.

    With an ``address`` of the site, where the data will be served, the papers carry the code that opens them."""
    at = timezone.now()
    furnish.lay_foundations(at=at)
    home = furnish.province_of(province)
    period = build.build(home, on=timezone.localdate(at), progress=Progress, is_whole=True)
    report = month.close(home, period, at=timezone.now(), progress=Progress("Khép tháng từ tổ lên tỉnh"))
    out.mkdir(parents=True, exist_ok=True)
    with step("In báo cáo tổng hợp"):
        stem = f"bao-cao-{period.code}"
        live = address and address + reverse("reporting:read", args=[report.pk])
        pdf = exports.pdf(report, address=live)
        papers.keep_paper(
            report=report, content=pdf, by=month.hand(Role.PROVINCE_OFFICER, home, at.date()).person, at=at
        )
        (out / f"{stem}.docx").write_bytes(exports.docx(report, address=live))
        (out / f"{stem}.pdf").write_bytes(pdf)
        (out / f"{stem}.xlsx").write_bytes(exports.xlsx(report))
    with step("In báo cáo các chiến dịch"):
        for one in missions.whole_reports():
            paper = campaign_exports.report(one, address=address + reverse("campaign:report", args=[one.pk]))
            (out / f"{one.kind}-{one.pk}.docx").write_bytes(render_docx(paper))
            (out / f"{one.kind}-{one.pk}.pdf").write_bytes(render_pdf(paper))
    summary = {
        "period": period.code,
        "communes": Place.objects.current().filter(level=Level.COMMUNE, parent=home).count(),
        "hamlets": Place.objects.current().filter(level=Level.HAMLET, path__startswith=home.path).count(),
        "teams": Team.objects.filter(established_on__isnull=False, ended_on__isnull=True).count(),
        "members": Membership.objects.filter(superseded_at__isnull=True, ends_on__isnull=True).count(),
        "sent": Deployment.objects.binding().count(),
        "records": Record.objects.counting().count(),
        "reports": dict(Counter(Report.objects.current().filter(period=period).values_list("state", flat=True))),
        "figures": Cell.objects.filter(report__period=period, report__superseded_at__isnull=True).count(),
        "seconds": round(time.monotonic() - begun, 1),
    }
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return summary
