"""The SLA engine: what is due when, what was met or broken, who held it, and why. Pure and exact."""

from sla import known
from sla.assess import assess, assess_case, read, rule_closing
from sla.because import because, because_each
from sla.calendars import Calendar, compile_calendar
from sla.cases import Case
from sla.entering import enter, enter_all
from sla.errors import CalendarErrors, HorizonError, PolicyErrors, SlaError
from sla.escalation import Escalation, escalations, next_rung, unsent
from sla.events import QUESTIONS, SUBSTANTIVE, Event
from sla.explain import explain
from sla.figures import OnTime, broken_before, month_of, on_time, waiting_quantile
from sla.happenings import READ_KINDS
from sla.limits import may_reopen, needs_superior
from sla.links import check_merge, split_ledger
from sla.policies import CLOCKS, Amount, Policy, PolicyRow, Rung
from sla.specs import CalendarSpec, DayException, Pattern, Window
from sla.verdict import Assessment, Custody, CustodySpan, Span, Verdict

__all__ = [
    "CLOCKS",
    "QUESTIONS",
    "READ_KINDS",
    "SUBSTANTIVE",
    "Amount",
    "Assessment",
    "Calendar",
    "CalendarErrors",
    "CalendarSpec",
    "Case",
    "Custody",
    "CustodySpan",
    "DayException",
    "Escalation",
    "Event",
    "HorizonError",
    "OnTime",
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
    "assess_case",
    "because",
    "because_each",
    "broken_before",
    "check_merge",
    "compile_calendar",
    "enter",
    "enter_all",
    "escalations",
    "next_rung",
    "explain",
    "known",
    "may_reopen",
    "month_of",
    "needs_superior",
    "on_time",
    "read",
    "rule_closing",
    "split_ledger",
    "unsent",
    "waiting_quantile",
]
