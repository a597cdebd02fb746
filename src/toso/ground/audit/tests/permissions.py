from tests.permissions import Row

ROWS = {"audit:list": Row(allowed=("administrator", "province_officer", "auditor", "commune_leader"))}  # type: ignore[arg-type]  # audit stands below the roles
