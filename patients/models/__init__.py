"""People, who may act for whom, and who treats whom."""

from patients.models.care import CareRelation, CareRelationEnd
from patients.models.person import EmailConfirmation, Person, RelatedPerson
from patients.models.search import IndexVersion, SearchToken

__all__ = [
    "CareRelation",
    "CareRelationEnd",
    "EmailConfirmation",
    "IndexVersion",
    "Person",
    "RelatedPerson",
    "SearchToken",
]
