"""Every file of a rulebook with its tables; all are lists of tables except [office]."""

from __future__ import annotations

from marshmallow import Schema

from config.evaluation_schemas import EVALUATION_FILES
from config.performance_schemas import PERFORMANCE_FILES
from config.schemas import OFFICE_FILES
from config.time_schemas import TIME_FILES
from config.training_schemas import TRAINING_FILES

FILES: dict[str, dict[str, type[Schema]]] = {
    **OFFICE_FILES,
    **TIME_FILES,
    **PERFORMANCE_FILES,
    **EVALUATION_FILES,
    **TRAINING_FILES,
}
