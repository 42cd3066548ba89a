"""The log's codes in words that an owner, and later a patient, understands."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.actions import Action
from audit.actors import ActorKind
from audit.trail import Outcome
from patients.kinds import Kind, Purpose

ACTIONS: Final[dict[Action, Promise]] = {
    Action.ACCESS_REFUSED: _("Toegang geweigerd"),
    Action.ACCOUNT_CLOSED: _("Account gesloten"),
    Action.ACCOUNT_CREATED: _("Account gemaakt"),
    Action.ACCOUNT_SIGNED_IN: _("Ingelogd"),
    Action.ACCOUNT_SIGNED_OUT: _("Uitgelogd"),
    Action.ACCOUNT_SIGN_IN_FAILED: _("Inloggen mislukt"),
    Action.ANSWERS_SAVED: _("Antwoorden bewaard"),
    Action.BACKUP_MADE: _("Back-up gemaakt"),
    Action.BACKUP_RESTORED: _("Back-up teruggezet"),
    Action.CARE_RELATION_ENDED: _("Behandelrelatie beëindigd"),
    Action.CARE_RELATION_STARTED: _("Behandelrelatie begonnen"),
    Action.CODE_REDEEMED: _("Code ingevuld"),
    Action.CODE_REFUSED: _("Code geweigerd"),
    Action.CODE_SENT: _("Code gestuurd"),
    Action.DOCUMENTS_RESEALED: _("Documenten onder de nieuwe sleutel gebracht"),
    Action.DUTY_ENDED: _("Beoordeelt niet langer"),
    Action.DUTY_STARTED: _("Beoordeelt voortaan aanmeldingen"),
    Action.EMAIL_CONFIRMED: _("E-mailadres bevestigd"),
    Action.ENTRY_INVITED: _("Uitgenodigd voor de intake"),
    Action.ENTRY_REFUSED: _("Van de lijst gehaald door de praktijk"),
    Action.ENTRY_REGISTERED: _("Aangemeld"),
    Action.ENTRY_TRIAGED: _("Aanmelding beoordeeld"),
    Action.ENTRY_WITHDRAWN: _("Van de lijst op eigen verzoek"),
    Action.FACTOR_ADDED: _("Tweede stap ingesteld"),
    Action.FACTOR_REFUSED: _("Tweede stap geweigerd"),
    Action.GRANT_ENDED: _("Inzage voor een verzoek beëindigd"),
    Action.GRANT_GIVEN: _("Inzage gegeven voor een verzoek"),
    Action.INFORMATION_SHOWN: _("Informatie getoond"),
    Action.INVITATION_OPENED: _("Uitnodiging geopend"),
    Action.INVITATION_RENEWED: _("Uitnodiging vernieuwd"),
    Action.INVITATION_WITHDRAWN: _("Uitnodiging ingetrokken"),
    Action.LINK_REQUESTED: _("Nieuwe link gevraagd aan de behandelaar"),
    Action.KEY_DESTROYED: _("Sleutel vernietigd, gegevens onleesbaar"),
    Action.LOCATION_ADDED: _("Locatie toegevoegd"),
    Action.LOG_READ: _("Logboek gelezen"),
    Action.MEMBER_ADMITTED: _("Toegelaten tot het behandelteam"),
    Action.MEMBER_DISMISSED: _("Niet langer in het behandelteam"),
    Action.MEMBER_KEY_MADE: _("Nieuwe eigen sleutel gemaakt"),
    Action.MEMBER_KEY_REFUSED: _("Sleutel van een collega geweigerd"),
    Action.MEMBER_KEY_UNLOCKED: _("Eigen sleutel geopend met wachtwoord"),
    Action.MESSAGE_DELIVERED: _("Bericht verstuurd"),
    Action.MESSAGE_FAILED: _("Bericht niet aangekomen"),
    Action.MESSAGE_POSTED: _("Bericht klaargezet"),
    Action.MESSAGE_RELEASED: _("Bericht eerder verstuurd"),
    Action.MESSAGE_RESENT: _("Bericht opnieuw verstuurd"),
    Action.MESSAGE_STOPPED: _("Bericht tegengehouden"),
    Action.PASSWORD_CHANGED: _("Wachtwoord veranderd"),
    Action.PEOPLE_SEARCHED: _("Naar iemand gezocht"),
    Action.PERSON_REGISTERED: _("Persoon ingeschreven"),
    Action.PRACTICE_CREATED: _("Praktijk ingericht"),
    Action.QUESTIONNAIRE_IMPORTED: _("Vragenlijst geïmporteerd"),
    Action.QUESTIONNAIRE_PUBLISHED: _("Vragenlijst in gebruik genomen"),
    Action.QUESTIONNAIRE_RETIRED: _("Vragenlijst uit gebruik genomen"),
    Action.RECORD_DAMAGED: _("Gegeven beschadigd, niet getoond"),
    Action.RECORD_READ: _("Gegevens gelezen"),
    Action.RECOVERY_CODE_SPENT: _("Herstelcode gebruikt"),
    Action.RECOVERY_SHEET_MADE: _("Herstelblad gemaakt"),
    Action.RECOVERY_TESTED: _("Herstelblad getest"),
    Action.RECOVERY_TEST_FAILED: _("Test van het herstelblad mislukt"),
    Action.RECOVERY_USED: _("Herstelblad gebruikt om iemand toe te laten"),
    Action.RELATION_DECLARED: _("Vertegenwoordiger opgegeven"),
    Action.RESEALING_STARTED: _("Vernieuwen van oude sleutels begonnen"),
    Action.RESPONSE_MARKED_READ: _("Intake als gelezen gemarkeerd"),
    Action.RESPONSE_MARKED_UNREAD: _("Markering ‘gelezen’ teruggenomen"),
    Action.RESPONSE_STARTED: _("Intake begonnen"),
    Action.RESPONSE_SUBMITTED: _("Intake verstuurd"),
    Action.RESTORE_REHEARSED: _("Terugzetten van de back-up geoefend"),
    Action.ROLE_GRANTED: _("Rol gegeven"),
    Action.ROLE_REVOKED: _("Rol afgenomen"),
    Action.ROLE_SWITCHED: _("Van rol gewisseld"),
    Action.STAFF_INVITATION_WITHDRAWN: _("Uitnodiging van medewerker ingetrokken"),
    Action.STAFF_INVITED: _("Medewerker uitgenodigd"),
    Action.TEAM_KEY_CHANGED: _("Sleutel van het behandelteam vervangen"),
    Action.TEAM_KEY_FOUNDED: _("Sleutel van het behandelteam gemaakt"),
    Action.TEXT_PUBLISHED: _("Tekst gepubliceerd"),
}

KINDS: Final[dict[Kind, Promise]] = {
    Kind.CONTACT: _("naam en contact"),
    Kind.NUMBERS: _("BSN en document"),
    Kind.INSURANCE: _("verzekering"),
    Kind.PLANNING: _("planning"),
    Kind.HEALTH: _("gezondheid"),
    Kind.RECORD: _("dossier"),
    Kind.MESSAGES: _("zorgberichten"),
    Kind.CONSENTS: _("toestemmingen"),
    Kind.REQUESTS: _("verzoeken"),
    Kind.LOG: _("logboek"),
    Kind.ACCOUNTS: _("accounts"),
    Kind.SETTINGS: _("instellingen"),
    Kind.BREACHES: _("incidenten"),
}

PURPOSES: Final[dict[str, Promise]] = {
    Purpose.PLANNING: _("planning"),
    Purpose.TRIAGE: _("beoordelen"),
    Purpose.TREATMENT: _("behandeling"),
    Purpose.OWN_DATA: _("eigen gegevens"),
    Purpose.DELIVERY: _("bericht bezorgen"),
    Purpose.OVERSIGHT: _("toezicht"),
    Purpose.SUBJECT_REQUEST: _("verzoek van de persoon"),
}

ACTORS: Final[dict[ActorKind, Promise]] = {
    ActorKind.STAFF: _("Medewerker"),
    ActorKind.PERSON: _("De persoon zelf"),
    ActorKind.ANONYMOUS: _("Bezoeker"),
    ActorKind.SERVICE: _("Het portaal"),
}

OUTCOMES: Final[dict[int, Promise]] = {
    Outcome.SUCCESS: _("gelukt"),
    Outcome.REFUSED: _("geweigerd"),
    Outcome.FAILED: _("mislukt"),
}
