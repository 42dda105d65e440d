"""What the product would be if its queries forgot whose they are, to see whether a second wall stands behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import QuerySet

_SCOPES = ("workspace", "workspace_id")


@contextmanager
def scopes() -> Iterator[None]:
    """No query asks for its workspace or for its person, and a workspace's own rows are everybody's."""
    from altaclario.workspaces.models import Memberships, Workspace

    asked = QuerySet._filter_or_exclude_inplace

    def forgetful(query: QuerySet[Any], negate: bool, args: Any, kwargs: dict[str, Any]) -> None:
        kept = {name: value for name, value in kwargs.items() if name.rpartition("__")[2] not in _SCOPES}
        asked(query, negate, args, kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_filter_or_exclude_inplace", forgetful)
        patch.setattr(
            Memberships, "of", lambda query, who: query.select_related("workspace") if who.pk else query.none()
        )
        for relation in Workspace._meta.related_objects:
            if relation.one_to_one:
                continue  # Nobody asks a workspace for it: it is found as any other row.
            rows = getattr(Workspace, relation.get_accessor_name()).related_manager_cls
            patch.setattr(rows, "_apply_rel_filters", lambda _manager, query: query)
        yield
