"""Everything the log can say, it can say in words."""

from audit.actions import Action
from audit.actors import ActorKind
from audit.trail import Outcome
from patients.kinds import Kind, Purpose
from privacy.wording import ACTIONS, ACTORS, KINDS, OUTCOMES, PURPOSES


def test_every_code_of_the_log_has_words_for_the_owner() -> None:
    assert set(ACTIONS) == set(Action)
    assert set(KINDS) == set(Kind)
    assert set(PURPOSES) == set(Purpose)
    assert set(ACTORS) == set(ActorKind)
    assert set(OUTCOMES) == set(Outcome)
