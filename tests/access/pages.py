"""What everybody gets of every page (GET): our own transcription of RULES ACC-03.

2 the page · 3 led elsewhere (sign in, a first step, one's own next page)
F forbidden (403) · N not found (404) · M an act, which a GET does not do (405)
"""

from typing import Final

VISITORS: Final = (
    "anonymous",
    "password_only",  # gave a password, not the second factor
    "newcomer",  # the same, and has no second factor yet
    "linked",  # opened an invitation's link, has no code
    "joining",  # opened a staff invitation's link
    "signing_up",  # answered everything but did not send
    "filling",  # a person by link and code
    "sent",  # a person whose intake was sent
    "front_desk",
    "therapist",  # treats, and has triage duty
    "other_therapist",
    "owner",
    "privacy_officer",
    "administrator",
)

NEVER_200: Final = {
    "accounts:new_password": "needs a mailed code: tests/accounts",
    "accounts:recovery_codes_file": "once, right after set-up: tests/accounts",
    "accounts:not_admitted": "says why with a 403: tests/accounts",
    "accounts:staff_invitation": "leads to the page that needs no secret",
    "intake:invitation": "leads to the landing page",
    "intake:demo_mail": "exists in the demo alone: tests/desk",
}

PAGES: Final[dict[str, str]] = {
    "health": "22222222222222",
    "language": "MMMMMMMMMMMMMM",
    "accounts:sign_in": "22222222222222",
    "accounts:second_factor": "32333333222222",
    "accounts:forgotten_password": "22222222222222",
    "accounts:password_code": "22222222222222",
    "accounts:new_password": "33333333333333",
    "accounts:sign_out": "MMMMMMMMMMMMMM",
    "accounts:signed_out": "22222222222222",
    "accounts:set_up_factor": "33233333333333",
    "accounts:recovery_codes": "33333333222222",
    "accounts:new_recovery_codes": "33333333MMMMMM",
    "accounts:recovery_codes_file": "33333333NNNNNN",
    "accounts:role": "33333333222222",
    "accounts:unlock": "33333333222222",
    "accounts:not_admitted": "33333333FFFFFF",
    "accounts:change_password": "33333333222222",
    "accounts:keys": "33333333F222FF",
    "accounts:renew_team_key": "33333333FMMMFF",
    "accounts:reseal": "33333333FMMMFF",
    "accounts:admit": "33333333F223FF",
    "accounts:staff": "33333333FFF2F2",
    "accounts:invite_staff": "33333333FFF2F2",
    "accounts:withdraw_staff_invitation": "33333333FFFMFM",
    "accounts:close_account": "33333333FFF2F2",
    "accounts:new_location": "33333333FFF2FF",
    "accounts:recovery": "33333333FFF2FF",
    "accounts:recovery_pdf": "33333333FFFMFF",
    "accounts:recovery_screen": "33333333FFFMFF",
    "accounts:recovery_test": "33333333FFF2FF",
    "accounts:recovery_tested": "33333333FFF2FF",
    "accounts:recovery_put_back": "33333333FFF2FF",
    "accounts:join": "NNNN2NNNNNNNNN",
    "intake:questionnaires": "33333333FFF2FF",
    "intake:questionnaire_import": "33333333FFF2FF",
    "intake:questionnaire_draft": "33333333FFF2FF",
    "intake:questionnaire_discard": "33333333FFFMFF",
    "intake:questionnaire": "33333333FFF2FF",
    "intake:questionnaire_export": "33333333FFF2FF",
    "intake:questionnaire_activation": "33333333FFFMFF",
    "intake:questionnaire_retirement": "33333333FFFMFF",
    "intake:tasks": "33333333222222",
    "intake:waitlist": "333333332222FF",
    "intake:search": "333333332222FF",
    "intake:entry": "3333333322N2FF",
    "intake:triage": "33333333F2NFFF",
    "intake:invite": "3333333322NFFF",
    "intake:new_link": "33333333MMMFFF",
    "intake:take_back": "33333333MMMFFF",
    "intake:take_off": "3333333322NFFF",
    "intake:outbox": "333333332FF2FF",
    "intake:stop_message": "33333333MFFMFF",
    "intake:send_message_now": "33333333MFFMFF",
    "intake:resend_message": "33333333MFFMFF",
    "intake:triage_duties": "33333333FFF2FF",
    "intake:start_duty": "33333333FFFMFF",
    "intake:end_duty": "33333333FFFMFF",
    "intake:demo_mail": "NNNNNNNNNNNNNN",
    "intake:landing": "NNN2NNNNNNNNNN",
    "intake:send_code": "MMMMMMMMMMMMMM",
    "intake:code": "NNN2NNNNNNNNNN",
    "intake:overview": "33333323333333",
    "intake:leave": "33333323333333",
    "intake:check": "33333323333333",
    "intake:sent": "33333332333333",
    "intake:own_answers": "33333332333333",
    "intake:page": "33333323333333",
    "intake:row": "33333323333333",
    "intake:remove_row": "333333MM333333",
    "intake:reading_list": "33333333F22FFF",
    "intake:reading": "33333333F2NFNN",
    "intake:reading_done": "33333333FMMFFF",
    "intake:reading_undone": "33333333FMMFFF",
    "intake:start": "22222222222222",
    "intake:signup_for_whom": "22222222222222",
    "intake:signup_check": "33333233333333",
    "intake:signup_done": "22222222222222",
    "intake:signup_confirm": "MMMMMMMMMMMMMM",
    "intake:signup_new_code": "MMMMMMMMMMMMMM",
    "intake:signup_step": "33333233333333",
    "privacy:statement": "22222222222222",
    "privacy:statement_version": "22222222222222",
    "privacy:accessibility": "22222222222222",
    "privacy:log": "33333333FFF22F",
    "accounts:staff_invitation": "33333333333333",
    "intake:invitation": "33333333333333",
}
