"""Questionnaires: read, asked, answered and exported as FHIR R4."""
