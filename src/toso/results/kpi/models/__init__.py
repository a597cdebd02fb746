"""The tables of KPI, by subject: who is scored and by what rules, the catalogue, the month, the year."""

from toso.results.kpi.models.catalogue import Catalogue, Product, Proposal
from toso.results.kpi.models.month import Cause, Complaint, Line, Month, OutsideResult, Sheet, Step, Update
from toso.results.kpi.models.people import Leave, OwnRules, Post, Setting, Substitute, WrongManager
from toso.results.kpi.models.year import BodyYear, Finding, YearDecision, YearMeeting, YearSheet

__all__ = [
    "BodyYear",
    "Catalogue",
    "Cause",
    "Complaint",
    "Finding",
    "Leave",
    "Line",
    "Month",
    "OutsideResult",
    "OwnRules",
    "Post",
    "Product",
    "Proposal",
    "Setting",
    "Sheet",
    "Step",
    "Substitute",
    "Update",
    "WrongManager",
    "YearDecision",
    "YearMeeting",
    "YearSheet",
]
