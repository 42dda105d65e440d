"""Breaks the code that keeps a promise, in a copy of the tree, to see whether its proof notices."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
_TREE = ("altaclario", "tests", "policy", "docs", "conftest.py", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("node_modules", ".hypothesis")
_NOT_PASSED_ON = ("ALTACLARIO_", "PYTEST_", "DJANGO_", "PYTHON")


@dataclass(frozen=True, slots=True)
class Case:
    """One break: in `file`, `old` becomes `new`, and each of `tests` must fail because of it."""

    slug: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


_WALLS = "tests/walls/test_strangers.py::"
_SYNC = "altaclario/sync/tests/"
_AUDIT = "altaclario/audit/tests/"
_LIMITS = "altaclario/web/tests/test_limits.py::"
_CLOSING = "altaclario/privacy/tests/test_closing.py::"
_RIGHTS = "altaclario/privacy/tests/test_rights.py::"
_ERASING = "tests/test_erasing.py::"
_DESK = "altaclario/desk/tests/"
_PROGRAMS = "tests/walls/test_programs.py::"
_GUESTS = "altaclario/sharing/tests/test_guests.py::"
_CHOOSING = "altaclario/consent/tests/test_choosing.py::"
_AGREEMENTS = "altaclario/consent/tests/test_agreements.py::"
_MEASURING = "altaclario/consent/tests/test_measuring.py::"
_PUBLISHING = "tests/test_publishing.py::"
_DECLARED = "tests/architecture/test_declarations.py::"
_RECORD = "altaclario/privacy/tests/test_record_pages.py::"
_OF_SESSIONS = "SESSION_COOKIE_AGE-259200-A sign-in ends 3 days after"
_OFF = "tests/test_no_worse_off.py::"
_HANDING = "tests/test_subprocessors.py::"
_COUNTING = "altaclario/consent/tests/test_counting.py::"
_TELEMETRY = "altaclario/telemetry/tests/"

CASES = (
    Case(
        "hashed-passwords",
        "altaclario/accounts/passwords.py",
        "return super().encode(normal(password), salt)",
        'return f"argon2$argon2id${normal(password)}"',
        ("altaclario/accounts/tests/test_signing_up.py::test_the_password_is_kept_as_a_hash_alone",),
    ),
    Case(
        "audit-log",
        "altaclario/audit/marks.py",
        "        written.new,\n",
        "",
        (_AUDIT + "test_tampering.py::test_in_the_database_it_is_found_as_well[an edit]",),
    ),
    Case(
        "audit-log",
        "altaclario/audit/checking.py",
        "missing=max(0, head.count - seen)",
        "missing=0",
        (
            _AUDIT + "test_tampering.py::test_in_the_database_it_is_found_as_well[a tail that is cut]",
            _AUDIT + "test_tampering.py::test_whatever_is_done_to_a_copy_is_found",
        ),
    ),
    Case(
        "audit-log",
        "altaclario/audit/notes.py",
        "        chain.save()\n        return Note",
        "        return Note",
        (_AUDIT + "test_notes.py::test_an_owner_who_is_gone_has_no_notes_and_others_keep_theirs",),
    ),
    Case(
        "audit-log",
        "altaclario/workspaces/apps.py",
        "    notes.erase(instance.owner_key)",
        "    del notes",
        ("tests/test_verify_audit.py::test_with_its_owner_a_chain_goes_and_nobody_misses_it",),
    ),
    Case(
        "audit-log",
        "altaclario/workspaces/members.py",
        "        notes.note(asking, verbs.ROLE_CHANGED, on=changed.person_id, old=seen, new=role, now=now)\n",
        "",
        ("tests/audited/test_every_address.py::test_what_succeeds_is_noted_once[member-role-changed]",),
    ),
    Case(
        "audit-log",
        "altaclario/audit/telling.py",
        "return names.get(note.on, FORMER)",
        "return names.get(note.on, note.on)",
        (
            "altaclario/workspaces/tests/test_record.py"
            "::test_who_left_is_told_so_and_whose_account_is_gone_is_a_former_member",
        ),
    ),
    Case(
        "accepted-terms",
        "altaclario/accounts/signing_up.py",
        'user.terms_version = policies.policy("terms").version',
        'user.terms_version = "some"',
        (
            "altaclario/accounts/tests/test_signing_up.py"
            "::test_the_terms_that_were_accepted_and_when_stand_on_the_person",
        ),
    ),
    Case(
        "sealed-credentials",
        "altaclario/vault/secrets.py",
        "return box.seal(key, plain.encode(), version=version, bound_to=(owner, record, field))",
        "return plain.encode()",
        (
            "altaclario/connections/tests/test_connecting.py::test_after_connecting_the_token_is_nowhere",
            "altaclario/vault/tests/test_secrets.py::test_the_envelope_holds_nothing_of_it",
        ),
    ),
    Case(
        "sealed-credentials",
        "altaclario/vault/box.py",
        'return head + b"".join(struct.pack(">I", len(part)) + part for part in encoded)',
        "return head",
        ("altaclario/vault/tests/test_box.py::test_in_another_place_it_does_not_open[record]",),
    ),
    Case(
        "sealed-credentials",
        "altaclario/vault/rotating.py",
        "keys.destroy_all_but(owner, needed | {newest})",
        "len(keys.held(owner)) - 1",
        ("tests/test_rotating.py::TestDataKeys::test_everything_is_sealed_anew_and_the_old_keys_are_gone",),
    ),
    Case(
        "sealed-credentials",
        "altaclario/vault/wrapping.py",
        "if found is not None and found.root.retired is None and found.root.name in held:",
        "if found is not None and found.root.name in held:",
        ("altaclario/vault/tests/test_keys.py::test_a_root_key_that_was_replaced_opens_nothing",),
    ),
    Case(
        "sealed-credentials",
        "altaclario/vault/replacing.py",
        "    while not _retired(kept, root, closed, now=now):\n",
        "    while not _retired(kept, root, closed, now=now) and wrapped < 0:\n",
        ("tests/test_rotating.py::TestRootKey::test_the_data_keys_stay_and_open_with_the_new_root_key_alone",),
    ),
    Case(
        "tenant-walls",
        "altaclario/workspaces/access.py",
        "Membership.objects.of(person).filter(workspace__slug=slug).first()",
        "Membership.objects.filter(workspace__slug=slug).first()",
        (
            _WALLS + "test_a_stranger_sees_what_they_would_see_if_there_were_no_such_workspace[cy-get-flow]",
            _WALLS
            + "test_a_stranger_sees_what_they_would_see_if_there_were_no_such_workspace[anybody-post-connection-purge]",
        ),
    ),
    Case(
        "tenant-walls",
        "altaclario/connections/models.py",
        "return self.filter(workspace=membership.workspace_id)",
        "return self.all()",
        (_WALLS + "test_anothers_connection_in_ones_own_workspace_is_one_that_never_was[get-connection]",),
    ),
    Case(
        "tenant-walls",
        "altaclario/sharing/guests.py",
        "if link is None or not (has_token or has_password):",
        "if link is None:",
        (_GUESTS + "test_whatever_opens_nothing_gets_the_same_answer_at_the_same_cost",),
    ),
    Case(
        "tenant-walls",
        "altaclario/sharing/guests.py",
        'what = f"{link.pk.hex}:{link.token_hash}:{link.password}" if link else "none"',
        'what = "any" if link else "none"',
        (_GUESTS + "test_whatever_opens_nothing_gets_the_same_answer_at_the_same_cost",),
    ),
    Case(
        "tenant-walls",
        "altaclario/workspaces/api_tokens.py",
        "ApiToken.objects.open(now).select_related",
        "ApiToken.objects.select_related",
        (_PROGRAMS + "test_a_token_that_does_not_hold_is_like_one_that_never_was[revoked-api-flow]",),
    ),
    Case(
        "memory-only",
        "altaclario/snapshots/memory.py",
        "parts = packing.packed(snapshot)",
        "parts = packing.packed(snapshot)\n"
        "        import os, pathlib\n"
        "        pathlib.Path(os.environ['ALTACLARIO_DATA'], 'left').write_bytes(b''.join(map(bytes, parts)))",
        (_SYNC + "test_nowhere.py::test_after_a_reading_and_every_page_nothing_is_stored",),
    ),
    Case(
        "memory-only",
        "altaclario/snapshots/memory.py",
        "self._dropped.add(connection)",
        "return",
        (_SYNC + "test_schedule.py::TestKeeping::test_it_lets_go_of_what_nobody_looks_at",),
    ),
    Case(
        "memory-only",
        "altaclario/config/children.py",
        '    "_RJEM_MALLOC_CONF": "junk:free",\n',
        "",
        ("tests/journeys/test_canary_search.py::test_after_all_that_can_happen_what_was_planted_is_nowhere",),
    ),
    Case(
        "memory-only",
        "altaclario/sync/refreshing.py",
        "        holding.publisher().drop(str(run.connection_id))",
        "        return",
        (_SYNC + "test_stopping.py::test_what_is_removed_after_its_first_part_was_shown_leaves_nothing",),
    ),
    Case(
        "metadata-only",
        "altaclario/providers/jira/columns/fields.py",
        'system = [allowance.field for allowance in ALLOWED if not allowance.field.startswith("(")]',
        'system = ["summary"]',
        (
            _SYNC + "test_refreshing.py::test_no_request_asks_for_contents",
            _SYNC + "test_refreshing.py::test_every_field_that_is_asked_for_is_on_the_list",
        ),
    ),
    Case(
        "metadata-only",
        "altaclario/providers/azure_devops/columns/fields.py",
        "return [name for name in _NAMES if name in self.known]",
        'return ["System.State", "System.IterationId", "System.Title"]',
        (
            _SYNC + "test_azure.py::test_no_request_asks_for_contents",
            _SYNC + "test_azure.py::test_every_field_that_is_asked_for_is_on_the_list",
        ),
    ),
    Case(
        "own-credential",
        "altaclario/sync/refreshing.py",
        "with renewing.ready(connection, now=now) as token:",
        "with renewing.ready(Connection.objects.select_related('workspace').earliest('created'), now=now) as token:",
        (_SYNC + "test_provenance.py::test_each_connection_is_read_under_its_own_credential",),
    ),
    Case(
        "listed-requests",
        "altaclario/providers/endpoints.py",
        'raise NotListed("A request must go to a listed address.")',
        "return Endpoint(method, path, path[:30], '')",
        (
            "altaclario/providers/tests/test_endpoints.py::test_a_request_that_is_not_listed_does_not_leave",
            "altaclario/providers/tests/test_endpoints.py::test_what_looks_like_a_listed_address_is_none[/rest/api/3/issue/7]",
        ),
    ),
    Case(
        "kept-no-longer",
        "altaclario/privacy/retention.py",
        "gone = _a_batch(label, now=now)",
        "gone = 0",
        ("tests/test_retention.py::test_of_each_table_that_counts_days_what_is_over_goes_and_nothing_else",),
    ),
    Case(
        "closing-undone",
        "altaclario/privacy/closing.py",
        "            asking.settle(Connection.objects.filter(workspace=own.workspace_id, owner=person.pk), now=now)\n",
        "            continue\n",
        (_CLOSING + "test_everything_of_an_account_stops_at_once_and_is_as_it_was_after_29_9_days",),
    ),
    Case(
        "own-copy",
        "altaclario/privacy/held.py",
        'if held.personal and label != "privacy.Ending"',
        'if held.personal and held.about == "person"',
        (_RIGHTS + "test_the_archive_has_every_personal_column_of_the_register",),
    ),
    Case(
        "processing-paused",
        "altaclario/privacy/restricting.py",
        "    closing.settle_all_of(locked, now=now)\n",
        "    locked.refresh_from_db()\n",
        (_RIGHTS + "test_who_pauses_is_read_no_more_and_gets_no_invitation_by_mail",),
    ),
    Case(
        "objections-heard",
        "altaclario/accounts/objecting.py",
        'return purpose in person.objected.split(",")',
        "return purpose in person.objected[:0]",
        (_RIGHTS + "test_who_objects_to_devices_is_remembered_without_them",),
    ),
    Case(
        "objections-heard",
        "altaclario/consent/counting.py",
        '    return not any(one.restricted or objecting.has_objected(one, "telemetry") for one in known)\n',
        "    return bool(known) or True\n",
        (
            _COUNTING + "test_who_says_no_is_not_counted_from_the_next_request_on[objects]",
            _COUNTING + "test_who_says_no_is_not_counted_from_the_next_request_on[pauses]",
        ),
    ),
    Case(
        "own-telemetry",
        "altaclario/telemetry/happened.py",
        'return name if name in DOORS else ""',
        'return name or ""',
        (_TELEMETRY + "test_beacons.py::test_whatever_is_not_of_the_form_is_refused_whole[route=zqx-canary-9913]",),
    ),
    Case(
        "own-telemetry",
        "altaclario/telemetry/beacons.py",
        "if set(said) - set(_FIELDS) or",
        "if",
        (_TELEMETRY + "test_beacons.py::test_whatever_is_not_of_the_form_is_refused_whole[route=flow&route2=x]",),
    ),
    Case(
        "errors-without-contents",
        "altaclario/telemetry/errors.py",
        "    place, line = _place(error)\n",
        "    place, line = str(error)[:80], 1\n",
        (_TELEMETRY + "test_errors.py::test_whatever_fails_says_class_place_and_release_alone[flow]",),
    ),
    Case(
        "erased-for-good",
        "altaclario/privacy/erasing.py",
        "    yield lambda: _invitations_to(pk)\n",
        "",
        (_ERASING + "test_at_day_30_no_row_and_no_byte_on_the_disk_names_the_person",),
    ),
    Case(
        "erased-for-good",
        "altaclario/privacy/erasing.py",
        "    journal.add(ending.mark, now=now)\n",
        "",
        (
            _ERASING + "test_an_old_copy_that_is_restored_brings_nobody_back",
            "tests/journeys/test_restoring.py::test_with_the_command_nobody_comes_back_and_the_others_are_as_they_were",
        ),
    ),
    Case(
        "erased-for-good",
        "altaclario/vault/keys.py",
        "    DataKey.objects.filter(owner=owner).delete()\n",
        "    DataKey.objects.filter(owner=owner).exists()\n",
        (
            _ERASING + "test_at_day_30_no_row_and_no_byte_on_the_disk_names_the_person",
            _ERASING + "test_of_a_workspace_nothing_is_left_either_and_what_was_sealed_opens_nowhere",
        ),
    ),
    Case(
        "erased-for-good",
        "altaclario/privacy/disk.py",
        "wal_checkpoint(TRUNCATE)",
        "wal_checkpoint(PASSIVE)",
        (_ERASING + "test_at_day_30_no_row_and_no_byte_on_the_disk_names_the_person",),
    ),
    Case(
        "https-only",
        "altaclario/web/https.py",
        "request.is_secure() or request.path == _PROBE",
        "request.is_secure() or request.path",
        (
            "tests/walls/test_every_answer.py::test_in_the_open_it_leads_to_https_or_refuses[privacy]",
            "tests/walls/test_every_answer.py::test_in_the_open_it_leads_to_https_or_refuses[w/<slug:slug>/flow]",
        ),
    ),
    Case(
        "limited-tries",
        "altaclario/web/limits.py",
        "_still(before.get(name), now) > rate.most}",
        "_still(before.get(name), now) > rate.most + 1}",
        (f"{_LIMITS}test_several_processes_and_a_restart_give_nobody_more_tries",),
    ),
    Case(
        "no-third-party-scripts",
        "altaclario/web/headers.py",
        "\"script-src 'self'\"",
        "\"script-src 'self' https://cdn.test\"",
        ("tests/walls/test_nobody_else.py::test_every_answer_forbids_the_browser_anything_from_elsewhere[/]",),
    ),
    Case(
        "kinds-of-mail",
        "altaclario/declarations/mails.py",
        "        raise NotDeclared(name)",
        '        return Mail(name, "update", "", "")',
        ("tests/architecture/test_mails.py::test_a_mail_that_stands_in_no_register_is_not_sent",),
    ),
    Case(
        "kinds-of-storage",
        "altaclario/web/device.py",
        'return f"{settings.COOKIE_PREFIX}{name}"',
        'return f"{settings.COOKIE_PREFIX}my_{name}"',
        ("tests/architecture/test_views.py::test_no_page_leaves_a_cookie_that_is_not_declared",),
    ),
    Case(
        "off-until-chosen",
        "altaclario/consent/choosing.py",
        "return self.choice.is_accepted and not self.is_overridden",
        "return not self.is_overridden",
        (f"{_CHOOSING}test_the_whole_table_of_how_things_may_stand",),
    ),
    Case(
        "opt-out-signal",
        "altaclario/consent/choosing.py",
        "return self.has_signal and self.choice is not None and not self.choice.had_signal",
        "return False",
        (
            f"{_CHOOSING}test_the_whole_table_of_how_things_may_stand",
            f"{_CHOOSING}test_a_yes_from_before_the_signal_counts_no_more_and_one_during_it_stands",
        ),
    ),
    Case(
        "asked-fairly",
        "altaclario/consent/choosing.py",
        "return self.choice is None or (self.choice.is_accepted and self.is_outdated)",
        "return self.choice is None or not self.choice.is_accepted or self.is_outdated",
        (
            f"{_CHOOSING}test_who_comes_first_is_asked_and_who_answered_is_not",
            f"{_AGREEMENTS}test_an_older_yes_is_asked_anew_where_it_matters_and_an_older_no_never",
        ),
    ),
    Case(
        "asked-fairly",
        "altaclario/consent/templates/consent/_banner.html",
        '<button class="button" name="answer" value="decline">',
        '<button class="button quiet" name="answer" value="decline">',
        (f"{_CHOOSING}test_both_answers_are_one_press_away_and_look_alike_and_closing_declines",),
    ),
    Case(
        "choice-kept",
        "altaclario/consent/choosing.py",
        "chosen = Choice(held.version, accepts,",
        "chosen = Choice(held.version, True,",
        (f"{_CHOOSING}test_of_who_is_signed_in_it_stands_in_the_log_with_the_very_words",),
    ),
    Case(
        "choice-kept",
        "altaclario/consent/keeping.py",
        "elif not held.is_accepted:",
        "elif held.is_accepted:",
        (f"{_CHOOSING}test_it_is_kept_for_half_a_year_from_each_visit_on_and_stays_as_it_is",),
    ),
    Case(
        "consent-taken-back",
        "altaclario/consent/keeping.py",
        "elif not held.is_accepted:",
        "else:",
        (f"{_MEASURING}test_a_page_that_was_under_way_brings_back_neither_the_yes_nor_the_cookie",),
    ),
    Case(
        "preferences-everywhere",
        "altaclario/consent/pages.py",
        'return render(request, "consent/preferences.html", told, status=422 if request.method == "POST" else 200)',
        'return render(request, "404.html", told, status=404)',
        (f"{_CHOOSING}test_cookie_preferences_stand_at_the_foot_of_every_page_also_of_errors",),
    ),
    Case(
        "preferences-everywhere",
        "altaclario/web/templates/web/_footer.html",
        '<a href="{% url "cookie-preferences" %}">',
        '<a href="{% url "cookies" %}">',
        (f"{_CHOOSING}test_cookie_preferences_stand_at_the_foot_of_every_page_also_of_errors",),
    ),
    Case(
        "closed-events",
        "altaclario/consent/analytics/hits.py",
        'forbid_unknown_fields=True, tag_field="event", tag="page_view"',
        'tag_field="event", tag="page_view"',
        (f"{_MEASURING}test_what_no_page_of_ours_tells_is_refused_and_repeated_nowhere[one key more]",),
    ),
    Case(
        "visitors-unseen",
        "altaclario/consent/analytics/payload.py",
        '"client_id": visit.client,',
        '"client_id": visit.client, "user_id": "7",',
        (f"{_MEASURING}test_what_is_sent_of_a_page_is_this_and_nothing_else",),
    ),
    Case(
        "no-advertising",
        "altaclario/consent/analytics/payload.py",
        '"ad_personalization": "DENIED"',
        '"ad_personalization": "GRANTED"',
        (f"{_MEASURING}test_what_is_sent_of_a_page_is_this_and_nothing_else",),
    ),
    Case(
        "one-analytics-cookie",
        "altaclario/consent/analytics/visits.py",
        "max_age=visit.made + int(LIVES.total_seconds()) - at",
        "max_age=int(LIVES.total_seconds())",
        (f"{_MEASURING}test_it_ends_half_a_year_after_the_first_count_however_often_somebody_comes",),
    ),
    Case(
        "tokens-stay",
        "altaclario/consent/analytics/routes.py",
        '*("landing", "demo",',
        '*("landing", "share-opened", "demo",',
        (f"{_MEASURING}test_every_page_that_may_be_counted_exists_and_has_no_secret_in_its_address",),
    ),
    Case(
        "tokens-stay",
        "altaclario/consent/islands/measuring/hit.ts",
        '? named(pages, url) : "elsewhere"',
        '? url.pathname : "elsewhere"',
        ("altaclario/consent/tests/test_addresses.py::test_in_no_shape_of_an_address_does_a_token_leave_the_browser",),
    ),
    Case(
        "never-joined",
        "altaclario/consent/analytics/sending.py",
        "    SENDER.hand_over(body)",
        '    _logger.warning("A hit: %s", body)\n    SENDER.hand_over(body)',
        (f"{_MEASURING}test_the_number_of_a_device_is_in_no_row_no_log_and_no_error",),
    ),
    Case(
        "property-checked",
        "altaclario/consent/analytics/checklist.py",
        ", seal=_seal()).order_by",
        ").order_by",
        ("tests/test_property.py::test_who_signed_another_list_or_another_property_has_not_signed",),
    ),
    Case(
        "consent-taken-back",
        "altaclario/consent/analytics/measuring.py",
        "return choosing.standing(request, chosen=chosen, now=now).is_allowed and not is_paused",
        "return not is_paused",
        (
            f"{_MEASURING}test_on_every_page_nothing_is_counted_before_a_yes_and_nothing_after_it_was_taken_back",
            f"{_MEASURING}test_a_yes_that_is_taken_back_takes_the_cookie_along",
        ),
    ),
    Case(
        "consent-taken-back",
        "altaclario/consent/pages.py",
        "        visits.forget(response)",
        "        pass",
        (f"{_MEASURING}test_a_yes_that_is_taken_back_takes_the_cookie_along",),
    ),
    Case(
        "versions-kept",
        "altaclario/consent/agreements.py",
        "sha256=text.sha256, answer=ACCEPTED",
        'sha256="0" * 64, answer=ACCEPTED',
        (f"{_AGREEMENTS}test_a_new_account_stands_in_the_log_with_the_words_that_it_accepted",),
    ),
    Case(
        "versions-kept",
        "altaclario/consent/choosing.py",
        "        sha256=text.sha256,",
        '        sha256="0" * 64,',
        (f"{_CHOOSING}test_of_who_is_signed_in_it_stands_in_the_log_with_the_very_words",),
    ),
    Case(
        "versions-kept",
        "altaclario/consent/migrations/0001_initial.py",
        "        migrations.RunPython(refuse, migrations.RunPython.noop),\n",
        "",
        (f"{_CHOOSING}test_the_database_lets_nobody_change_a_row",),
    ),
    Case(
        "told-of-changes",
        "altaclario/privacy/publishing.py",
        "        return self.is_material and self.was_published",
        "        return False",
        (
            f"{_PUBLISHING}test_a_change_that_matters_keeps_a_server_from_starting_until_everybody_was_told",
            f"{_PUBLISHING}test_another_recipient_is_a_change_that_matters_and_one_who_comes_back_is_too",
        ),
    ),
    Case(
        "subprocessors-listed",
        "altaclario/config/gates/handing.py",
        "for fault in subprocessors.faults(one, today=today)]",
        "for fault in subprocessors.faults(one, today=today) if one.is_own]",
        (f"{_HANDING}test_who_has_no_contract_or_no_grounds_keeps_a_server_from_starting[no agreement]",),
    ),
    Case(
        "subprocessors-listed",
        "altaclario/web/policies.py",
        "rows = [one for one in settings.SUBPROCESSORS if not one.is_own]",
        "rows = [one for one in settings.SUBPROCESSORS if one.is_own]",
        (f"{_HANDING}test_the_page_says_what_the_file_says",),
    ),
    Case(
        "nothing-sold",
        "altaclario/config/gates/handing.py",
        "if not selling.SELLS_OR_SHARES or _has_a_way_out():",
        "if not selling.SELLS_OR_SHARES or selling.OPT_OUT:",
        (
            f"{_HANDING}test_nothing_starts_that_sells_and_shows_no_way_out[localhost]",
            f"{_HANDING}test_a_page_that_no_foot_leads_to_is_no_way_out",
        ),
    ),
    Case(
        "declared-columns",
        "altaclario/web/declared.py",
        "for column in sorted(columns(model) - holding.columns):",
        "for column in sorted(columns(model) - columns(model)):",
        (f"{_DECLARED}test_a_column_that_nobody_declared_is_refused",),
    ),
    Case(
        "stated-grounds",
        "altaclario/web/declared.py",
        "for label in sorted(known - set(named))),",
        "for label in sorted(known - known)),",
        (f"{_DECLARED}test_a_table_that_serves_nothing_is_refused",),
    ),
    Case(
        "known-categories",
        "altaclario/privacy/processing.py",
        "for one in activities.ALL\n",
        "for one in activities.ALL[1:]\n",
        (f"{_RECORD}test_every_column_about_people_stands_in_the_record_beside_its_table_and_period",),
    ),
    Case(
        "figures-as-set",
        "altaclario/web/policies.py",
        'f"A sign-in ends {settings.SESSION_COOKIE_AGE // days} days after it was last used.",',
        '"A sign-in ends 14 days after it was last used.",',
        (f"{_RECORD}test_the_security_page_says_what_this_installation_is_set_to[{_OF_SESSIONS}]",),
    ),
    Case(
        "complaints-open",
        "altaclario/privacy/complaining.py",
        "https://ico.org.uk",
        "https://ico.test",
        (f"{_RECORD}test_where_to_complain_stands_in_the_policy_in_the_record_and_in_ones_settings",),
    ),
    Case(
        "no-back-door",
        "altaclario/config/gates/web.py",
        'is_there = "django.contrib.admin" in settings.INSTALLED_APPS',
        "is_there = settings.DEBUG",
        (f"{_OFF}test_a_server_with_the_frameworks_back_door_does_not_start",),
    ),
    Case(
        "no-back-door",
        "altaclario/operating/door.py",
        "if not operators.may_operate(request.user):",
        "if not request.user.is_authenticated:",
        ("altaclario/operating/tests/test_measured.py::test_to_everybody_else_there_is_no_such_page",),
    ),
    Case(
        "no-worse-off",
        "altaclario/consent/context.py",
        '"consent_question": question, "measured": measured}',
        '"consent_question": question, "user": standing().is_allowed and request.user}',
        (f"{_OFF}test_who_declined_sees_and_may_do_what_who_accepted_does",),
    ),
    Case(
        "of-age",
        "altaclario/accounts/forms.py",
        "    of_age = forms.BooleanField(\n",
        "    clean_of_age = lambda self: True\n    of_age = forms.BooleanField(\n        required=False,\n",
        (
            "altaclario/accounts/tests/test_signing_up.py"
            "::test_without_every_answer_nothing_is_stored_and_nothing_is_sent[of_age-for people aged 16 and over]",
        ),
    ),
    Case(
        "child-reports",
        "altaclario/privacy/closing.py",
        "locked.erases, locked.is_active = now, False",
        "locked.erases, locked.is_active = now + WAIT, False",
        (f"{_ERASING}test_a_child_that_somebody_reported_is_gone_at_once_and_its_workspaces_find_an_heir",),
    ),
    Case(
        "abuse-answered",
        "altaclario/sharing/suspending.py",
        "return _set(link, now, because, now=now)",
        "return ShareLink.objects.get(pk=link)",
        ("tests/test_suspending.py::test_a_suspended_link_opens_nothing_and_its_maker_reads_why",),
    ),
    Case(
        "no-third-party-scripts",
        "altaclario/web/templates/web/_footer.html",
        '<footer class="footer">',
        '<footer class="footer"><img src="https://pixel.test/1.gif" alt="">',
        ("tests/walls/test_nobody_else.py::test_no_page_loads_from_another_host_or_runs_what_stands_in_it",),
    ),
    Case(
        "reports-kept",
        "altaclario/desk/models.py",
        "KEEP_DAYS = 2 * YEAR_DAYS",
        "KEEP_DAYS = YEAR_DAYS // 2",
        ("tests/test_desk.py::test_a_report_stays_when_everybody_is_gone_and_goes_when_its_time_is_over",),
    ),
    Case(
        "objections-heard",
        "altaclario/desk/updates.py",
        ' or objecting.has_objected(person, "updates")',
        "",
        (f"{_DESK}test_updates.py::test_who_objects_or_pauses_processing_is_told_of_nothing",),
    ),
    Case(
        "incidents-told",
        "altaclario/desk/affected.py",
        "    if incident.whom == Whom.EVERYBODY:",
        "    if incident.whom:",
        (f"{_DESK}test_incidents.py::test_whom_it_concerns_is_told_and_nobody_else",),
    ),
    Case(
        "incidents-told",
        "altaclario/accounts/telling.py",
        "addresses.filter(user_id__gt=after)",
        "addresses.filter(user_id__gt=0)",
        (f"{_DESK}test_incidents.py::test_mails_that_were_stopped_go_on_and_nobody_is_told_twice",),
    ),
    Case(
        "incidents-told",
        "altaclario/accounts/outbox.py",
        "if not refused.is_for_good:",
        "if False:",
        (f"{_DESK}test_incidents.py::test_who_is_refused_for_now_is_told_later_and_of_a_fault_that_is_over_no_more",),
    ),
    Case(
        "incidents-told",
        "altaclario/desk/banners.py",
        "if affected.concerns(one, request.user, membership)]",
        "if not affected.concerns(one, request.user, membership)]",
        (
            f"{_DESK}test_status.py::test_what_concerns_everybody_stands_at_the_head_of_every_page_until_it_is_over",
            f"{_DESK}test_status.py::test_who_is_not_concerned_sees_nothing_of_it",
        ),
    ),
    Case(
        "contact-form",
        "altaclario/desk/kinds.py",
        "return received + _US_DAYS if",
        "return received + 2 * _US_DAYS if",
        (f"{_DESK}test_sending.py::test_until_when_an_answer_is_due",),
    ),
    Case(
        "contact-form",
        "altaclario/desk/receiving.py",
        "            letters.acknowledged(found, code, look_up, now=now)\n",
        "            pass\n",
        (f"{_DESK}test_sending.py::test_a_message_gets_a_reference_and_an_acknowledgement",),
    ),
)


def label(case: Case) -> str:
    """Which break it is, in a line."""
    old = " ".join(case.old.split())
    return f"{case.file}: {old[:60]}{'…' if len(old) > 60 else ''}"


def copy(into: Path) -> Path:
    """The tree, without what tests do not need."""
    for name in _TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, into / name, ignore=_LEFT_OUT)
        else:
            shutil.copy(source, into / name)
    return into


def breaking(case: Case, tree: Path) -> None:
    """Apply the break. Fails when the text to replace does not stand there exactly once."""
    path = tree / case.file
    text = path.read_text()
    assert text.count(case.old) == 1, f"{case.file} holds {case.old!r} {text.count(case.old)} times"
    path.write_text(text.replace(case.old, case.new))


def outcomes(case: Case, tree: Path) -> dict[str, str]:
    """How each of its tests ends in that tree: "passed", "skipped", or the name of what was raised."""
    page = tree / "outcomes.xml"
    words = ["-q", "-p", "no:randomly", "-n", "0", f"--junitxml={page}", "-o", "junit_family=xunit1", *case.tests]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
    here = kept | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", *words]
    ended = subprocess.run(command, cwd=tree, env=here, capture_output=True, text=True, check=False)
    assert page.exists(), ended.stdout + ended.stderr
    return {str(one.get("name")): _ended(one) for one in ElementTree.parse(page).iter("testcase")}


def _ended(one: ElementTree.Element) -> str:
    for kind in ("error", "failure", "skipped"):
        found = one.find(kind)
        if found is not None:
            said = (found.get("message") or "").split(":")[0].split(" ")[0]
            return kind if kind != "failure" else said
    return "passed"
