"""What the databases refuse in the intake app's tables (deploy.guards)."""

APPEND_ONLY = (
    "intake_questionnaireversion",
    "intake_activation",
    "intake_retirement",
)
REFUSED: tuple[tuple[str, str, str, str], ...] = ()
