"""The letter that says a report is closed asks once how its citizen was served; who stopped news hears nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.jobs.sending import PostRoom
from complaints_service.notify.citizens.subscriptions import end
from complaints_service.notify.models import Subscription
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.survey.skm.service import GivenAnswer, NewPeriod, answer, open_period
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from tests.services.post import BASE_URL, Postman, minutes, open_mail, room_of, run
from tests.support.visitors import when
from tests.support.world import SETUP, TRACKING_KEY, Office, open_office

