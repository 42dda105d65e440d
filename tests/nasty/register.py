"""The forty-five nastiest things that trackers do, each with the tests that show what becomes of it here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One of them: names of its tests, and lines of the table of faults, each of which has a test too."""

    number: int
    sentence: str
    tests: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


CASES = (
    Case(1, "a history is cut off", ("test_a_history_that_is_cut_off_is_no_history",)),
    Case(2, "dates of a query are read in the zone of the account", ("test_dates_of_a_query_know_no_zone",)),
    Case(
        3,
        "a search does not find yet what changed",
        ("test_what_a_search_does_not_find_for_a_while_stays_and_is_caught_up",),
    ),
    Case(
        4,
        "pages turn in a circle, or stop without a word",
        (),
        (
            "names a page as its own next one",
            "gives the same page under ever new names",
            "says that there is more, and does not say where",
        ),
    ),
    Case(5, "the old search is gone", (), ("no longer offers what we ask",)),
    Case(
        6, "a Data Center has no search for projects", ("test_a_tracker_on_a_server_of_ones_own_is_connected_and_read",)
    ),
    Case(
        7,
        "a Data Center knows version 2 alone",
        ("test_a_tracker_on_a_server_of_ones_own_is_connected_and_read",),
        ("is older than what can be read",),
    ),
    Case(
        8,
        "what was deleted looks like what was hidden",
        ("test_what_is_gone_is_told_apart", "test_a_project_that_is_lost_is_a_fault_and_never_an_empty_dashboard"),
    ),
    Case(
        9,
        "a moved issue has another key",
        (
            "test_a_moved_item_keeps_its_history_under_its_new_key",
            "test_an_item_that_moves_between_chosen_projects_gets_its_new_key",
        ),
    ),
    Case(
        10,
        "a Data Center writes sprints as texts",
        ("test_a_sprint_is_read_whatever_its_name_holds_and_in_whatever_order",),
    ),
    Case(11, "the option of a flag looks like a sprint", ("test_the_option_of_a_flag_is_no_sprint",)),
    Case(12, "boards of team-managed projects have sprints", ("test_a_team_managed_board_has_its_sprints",)),
    Case(13, "boards without sprints refuse the question", ("test_a_board_without_sprints_is_read_without_them",)),
    Case(14, "names are translated", ("test_names_in_another_language_change_no_stage",)),
    Case(15, "categories are called by another name", ("test_names_in_another_language_change_no_stage",)),
    Case(
        16,
        "a renewal gives another token, once",
        (
            "test_several_processes_that_renew_at_once_do_not_lose_the_session",
            "test_of_many_who_renew_at_once_one_asks_and_all_go_on",
        ),
    ),
    Case(17, "a scoped token is refused at the site itself", (), ("is shown a token that was made for another door",)),
    Case(
        18,
        "nobody tells what a sprint began with",
        (
            "test_sprints_of_a_carry_over_are_replayed_by_id",
            "test_a_late_addition_is_beside_the_commitment_and_never_inside",
        ),
    ),
    Case(
        19,
        "instants have no colon in their offset",
        ("test_epoch_milliseconds_are_read_as_well", "test_the_first_status_is_where_the_first_change_came_from"),
    ),
    Case(
        20,
        "what is new wipes out what is old",
        (
            "test_a_failed_increment_leaves_what_it_went_on_from_as_it_was",
            "test_it_is_what_reading_everything_anew_gives",
        ),
    ),
    Case(
        21,
        "nobody tells the first status",
        (
            "test_the_first_status_is_where_the_first_change_came_from",
            "test_a_reopened_item_is_finished_when_it_is_done_again",
        ),
    ),
    Case(22, "one name means two things", ("test_the_category_of_a_state_is_that_of_its_type",)),
    Case(
        23,
        "a Data Center lists ten thousand and no more",
        ("test_more_than_the_window_is_listed_without_asking_beyond_it",),
    ),
    Case(24, "a picture puzzle locks an account out", ("test_a_picture_puzzle_is_said_with_who_can_solve_it",)),
    Case(
        25,
        "who is not known is shown less",
        ("test_an_account_without_rights_is_shown_no_project",),
        ("shows nothing to this account",),
    ),
    Case(
        26,
        "a page to sign in comes in place of a refusal",
        ("test_a_token_that_may_not_come_in_is_refused",),
        ("answers a page to sign in, with status 203", "sends us on to a page to sign in, with status 302"),
    ),
    Case(27, "a query finds twenty thousand and no more", ("test_more_items_than_a_query_finds_are_found_by_several",)),
    Case(
        28,
        "two hundred items are one question",
        ("test_more_than_200_ids_are_refused", "test_each_request_names_the_version_and_needs_a_scope_that_reads"),
    ),
    Case(29, "null stands for what is gone", ("test_an_item_that_went_away_meanwhile_is_a_null_that_nobody_counts",)),
    Case(30, "the year 9999", ("test_a_change_in_the_year_9999_moves_no_figure",), ("holds dates of the year 9999",)),
    Case(31, "imported dates fall", ("test_migrated_items_whose_dates_fall_are_told_and_no_clock_goes_back",)),
    Case(
        32,
        "an iteration ends at the start of its last day",
        ("test_a_sprint_is_dated_in_days_and_its_last_day_belongs_to_it",),
    ),
    Case(33, "an iteration loses its dates", ("test_an_iteration_without_usable_days_is_a_sprint_without_dates",)),
    Case(
        34,
        "a server does not know the version",
        (
            "test_questions_that_are_refused_together_learn_the_version_once",
            "test_a_server_that_is_too_old_is_told_from_one_that_is_none",
        ),
    ),
    Case(
        35,
        "a server has a path before its collections",
        ("test_what_changed_is_what_reading_everything_anew_gives_in_no_more_questions",),
    ),
    Case(
        36,
        "what was done is opened again",
        ("test_an_item_reopened_today_is_unfinished", "test_done_and_reopened_before_the_end_is_not_completed"),
    ),
    Case(
        37,
        "a preview wants to be called one",
        ("test_a_preview_must_be_called_one", "test_a_version_that_is_still_a_preview_there_is_not_asked_for"),
    ),
    Case(
        38,
        "the figures of the tracker itself have traps of their own",
        ("test_a_request_that_is_not_listed_does_not_leave",),
    ),
    Case(
        39,
        "a date and a token exclude each other",
        ("test_a_token_and_a_date_do_not_go_together", "test_a_feed_is_read_side_by_side"),
    ),
    Case(40, "projects come by the hundred", ("test_projects_and_teams_come_page_by_page",)),
    Case(
        41,
        "a token ends that nobody used",
        (),
        ("refuses the token in the middle, because it was revoked", "refuses the token"),
    ),
    Case(
        42,
        "questions use up what all of an organisation share",
        ("test_a_wait_beside_an_answer_holds_back_what_follows_and_repeats_nothing", "test_it_takes_few_requests"),
    ),
    Case(
        43,
        "headers of limits are wrong",
        (),
        ("limits the rate, and asks for a wait below zero", "limits the rate, and asks for a wait that is no number"),
    ),
    Case(
        44,
        "a query gives ids, whatever it selects",
        ("test_nobody_is_asked_for_names_titles_or_texts", "test_more_items_than_a_query_finds_are_found_by_several"),
    ),
    Case(
        45,
        "estimates are missing, or in another field",
        (
            "test_without_a_field_for_estimates_there_are_no_points",
            "test_estimates_are_read_from_the_strings_halves_too",
        ),
    ),
)
