"""People, who may act for whom, and who treats whom."""

from patients.models.care import CareRelation, CareRelationEnd
from patients.models.person import EmailConfirmation, Person, RelatedPerson

__all__ = [
    "CareRelation",
    "CareRelationEnd",
    "EmailConfirmation",
    "Person",
    "RelatedPerson",
]
