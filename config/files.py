"""Every file of a rulebook with its tables; all are lists of tables except [office]."""

from __future__ import annotations

from marshmallow import Schema

from config.schemas.answers import ANSWER_FILES
from config.schemas.emergency import EMERGENCY_FILES
from config.schemas.evaluation import EVALUATION_FILES
from config.schemas.office import OFFICE_FILES
from config.schemas.papers import PAPER_FILES
from config.schemas.performance import PERFORMANCE_FILES
from config.schemas.survey import SURVEY_FILES
from config.schemas.time import TIME_FILES
from config.schemas.training import TRAINING_FILES

FILES: dict[str, dict[str, type[Schema]]] = {
    **OFFICE_FILES,
    **TIME_FILES,
    **PERFORMANCE_FILES,
    **EVALUATION_FILES,
    **TRAINING_FILES,
    **EMERGENCY_FILES,
    **SURVEY_FILES,
    **ANSWER_FILES,
    **PAPER_FILES,
}
