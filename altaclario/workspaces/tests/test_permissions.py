"""The table of what each role may do, written down a second time: who changes the one must mean it."""

from altaclario.workspaces import permissions
from altaclario.workspaces.permissions import ALLOWED, NAMES, TABLE, Permission, Role

MAY = {
    "view": "owner admin member viewer",
    "refresh": "owner admin member",
    "connect": "owner admin member",
    "purge": "owner admin member",
    "own-team": "owner admin member",
    "change-any": "owner admin",
    "teams": "owner admin",
    "share": "owner admin member",
    "share-any": "owner admin",
    "api": "owner admin member viewer",
    "api-any": "owner admin",
    "members": "owner admin",
    "settings": "owner admin",
    "audit": "owner admin",
    "sso": "owner",
    "ownership": "owner",
    "close": "owner",
}


def test_each_role_may_what_is_written_here_and_nothing_else() -> None:
    assert {role: set(may) for role, may in ALLOWED.items()} == {
        Role(role): {Permission(one) for one, roles in MAY.items() if role in roles.split()}
        for role in ("owner", "admin", "member", "viewer")
    }
    assert [one.value for one in Permission] == list(MAY)
    for one in Permission:
        assert " ".join(permissions.allowed_to(one)) == MAY[one]


def test_each_permission_stands_once_in_the_table_and_each_role_has_a_name() -> None:
    assert [row.permission for row in TABLE] == list(Permission)
    assert [(role.value, str(name.text)) for role, name in NAMES.items()] == [
        ("owner", "Owner"),
        ("admin", "Admin"),
        ("member", "Member"),
        ("viewer", "Viewer"),
    ]
