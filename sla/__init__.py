"""The SLA engine: what is due when, what was met or broken, who held it, and why. Pure and exact."""

from sla.assess import assess, rule_closing
from sla.because import because
from sla.calendars import Calendar, compile_calendar
from sla.errors import CalendarErrors, HorizonError, PolicyErrors, SlaError
from sla.events import Event
from sla.explain import explain
from sla.policies import CLOCKS, Amount, Policy, PolicyRow, Rung
from sla.specs import CalendarSpec, DayException, Pattern, Window
from sla.verdict import Assessment, Custody, CustodySpan, Span, Verdict

__all__ = [
    "CLOCKS",
    "Amount",
    "Assessment",
    "Calendar",
    "CalendarErrors",
    "CalendarSpec",
    "Custody",
    "CustodySpan",
    "DayException",
    "Event",
    "HorizonError",
    "Pattern",
    "Policy",
    "PolicyErrors",
    "PolicyRow",
    "Rung",
    "SlaError",
    "Span",
    "Verdict",
    "Window",
    "assess",
    "because",
    "compile_calendar",
    "explain",
    "rule_closing",
]
