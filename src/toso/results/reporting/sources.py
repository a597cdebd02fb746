"""Which facts of the rooms below can be counted here. A plain dictionary: no registry, no dotted strings."""

from toso.ground.places import facts as places
from toso.ground.shared.facts import Fact
from toso.plan.forms import facts as forms
from toso.plan.programme import facts as programme
from toso.plan.teams import facts as teams
from toso.work.assessment import facts as assessment
from toso.work.helpdesk import facts as helpdesk
from toso.work.outreach import facts as outreach
from toso.work.registry import facts as registry
from toso.work.supervision import facts as supervision
from toso.work.training import facts as training

SOURCES: dict[str, Fact] = {
    "outreach.citizens_guided": outreach.citizens_guided,
    "outreach.households_guided": outreach.households_guided,
    "outreach.businesses_guided": outreach.businesses_guided,
    "outreach.cooperatives_guided": outreach.cooperatives_guided,
    "outreach.businesses_and_cooperatives_guided": outreach.businesses_and_cooperatives_guided,
    "outreach.elderly_guided": outreach.elderly_guided,
    "outreach.priority_guided": outreach.priority_guided,
    "outreach.reach": outreach.reach,
    "outreach.things_done": outreach.things_done,
    "outreach.communications": outreach.communications,
    "outreach.sessions": outreach.sessions,
    "outreach.platforms_told": outreach.platforms_told,
    "outreach.policies_told": outreach.policies_told,
    "outreach.people_taking_part": outreach.people_taking_part,
    "outreach.centre_helped": outreach.centre_helped,
    "outreach.centre_priority": outreach.centre_priority,
    "outreach.centre_minutes": outreach.centre_minutes,
    "outreach.centre_timed": outreach.centre_timed,
    "outreach.centre_handling_days": outreach.centre_handling_days,
    "outreach.centre_handled": outreach.centre_handled,
    "outreach.centre_rated": outreach.centre_rated,
    "outreach.centre_satisfied": outreach.centre_satisfied,
    "outreach.dossiers_digitised": outreach.dossiers_digitised,
    "helpdesk.difficulties_raised": helpdesk.difficulties_raised,
    "helpdesk.difficulties_answered": helpdesk.difficulties_answered,
    "helpdesk.tickets_received": helpdesk.tickets_received,
    "helpdesk.tickets_solved": helpdesk.tickets_solved,
    "helpdesk.tickets_solved_on_time": helpdesk.tickets_solved_on_time,
    "helpdesk.rounds_done": helpdesk.rounds_done,
    "helpdesk.devices_standing": helpdesk.devices_standing,
    "supervision.inspections": supervision.inspections,
    "supervision.findings_open": supervision.findings_open,
    "supervision.findings_closed": supervision.findings_closed,
    "training.sessions": training.sessions,
    "training.attendances": training.attendances,
    "training.people_trained": training.people_trained,
    "training.citizens_trained": training.citizens_trained,
    "training.members_trained": training.members_trained,
    "training.officials_trained": training.officials_trained,
    "registry.registrants": registry.registrants,
    "registry.answers": registry.answers,
    "registry.numbers": registry.numbers,
    "registry.electronic_areas": registry.electronic_areas,
    "training.completions": training.completions,
    "training.papers": training.papers,
    "training.skills_looked_at": training.skills_looked_at,
    "training.skills_kept": training.skills_kept,
    "assessment.assessments": assessment.assessments,
    "assessment.levels_gained": assessment.levels_gained,
    "assessment.levels_lost": assessment.levels_lost,
    "assessment.cores": assessment.cores,
    "assessment.cores_active": assessment.cores_active,
    "assessment.posts": assessment.posts,
    "assessment.posts_filled": assessment.posts_filled,
    "assessment.posts_with_degree": assessment.posts_with_degree,
    "forms.answers": forms.answers,
    "teams.hamlets_with_team": teams.hamlets_with_team,
    "teams.members": teams.members,
    "teams.members_with_basic_it": teams.members_with_basic_it,
    "programme.denominator": programme.denominator,
    "places.hamlets": places.hamlets,
    "places.communes": places.communes,
}
