from tests.permissions import Row

ENTRANCE = {
    "account_login": Row(public=True),
    "account_logout": Row(public=True),
    "account_inactive": Row(public=True),
    "account_change_password": Row(),
    "account_reauthenticate": Row(),
    "mfa_authenticate": Row(public=True),
    "mfa_reauthenticate": Row(),
    "mfa_index": Row(),
    "mfa_activate_totp": Row(),
    "mfa_deactivate_totp": Row(also=(404,)),
    "mfa_view_recovery_codes": Row(also=(404,)),
    "mfa_generate_recovery_codes": Row(),
    "mfa_download_recovery_codes": Row(also=(404,)),
}

ROWS = ENTRANCE | {
    "people:second_factor": Row(),
    "people:resume": Row(),
    "people:forgotten": Row(public=True),
    "people:invitation_code": Row(public=True),
    "people:me": Row(),
}
