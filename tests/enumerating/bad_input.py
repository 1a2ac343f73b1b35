"""Every phrase of what must never break Anlan, and the tests that send it. `test_bad_input.py` sees that they exist.

The phrases are those the project promises in docs and issues under *Bad input*, and the attacks it names.
"""

CASES = "src/anlan/cases/tests/verbs/test_report.py"
HTTP = "tests/api/test_report_over_http.py"
VERBS = "tests/api/test_verbs_over_http.py"
AT_ONCE = "src/anlan/cases/tests/test_at_once.py"
URLS = "tests/enumerating/test_urls.py"
HOSTILE = "tests/attacks/test_hostile_http.py"
TILES = "src/anlan/cases/tests/tiles/test_scope.py"

BAD_INPUT: dict[str, tuple[str, ...]] = {
    "a point outside the district": (
        f"{CASES}::test_a_point_outside_the_district_is_taken_and_marked_outside",
        "src/anlan/places/tests/test_locate.py::test_what_is_no_point_is_outside",
    ),
    "NaN or swapped coordinates": (
        f"{CASES}::test_bad_input_is_refused_by_name_and_leaves_nothing",
        f"{HTTP}::test_bad_input_is_refused_by_its_field_and_leaves_nothing",
        f"{VERBS}::test_a_point_that_is_none_is_refused_when_asking_for_similar_matters",
    ),
    "a future or ancient time": (
        f"{CASES}::test_a_future_or_ancient_time_of_a_device_is_refused",
        "src/anlan/cases/tests/verbs/test_act.py::test_a_step_that_cannot_be_is_refused",
        "src/anlan/cases/tests/verbs/test_finish.py::test_a_finish_without_words_or_at_an_impossible_time_is_refused",
    ),
    "1 MB of text": (
        f"{CASES}::test_bad_input_is_refused_by_name_and_leaves_nothing",
        f"{HTTP}::test_a_huge_body_is_refused_before_it_is_read",
    ),
    "NUL and surrogates": (
        f"{HTTP}::test_bad_input_is_refused_by_its_field_and_leaves_nothing",
        f"{HOSTILE}::test_no_report_breaks_the_server",
        f"{HOSTILE}::test_no_query_breaks_the_server",
    ),
    "a 200-megapixel image": (f"{HTTP}::test_what_is_no_photograph_is_refused",),
    "an SVG as a photo": (f"{HTTP}::test_what_is_no_photograph_is_refused",),
    "the same report twenty times at once": (
        f"{AT_ONCE}::test_the_same_report_twenty_times_at_once_is_one_case_with_one_receipt",
    ),
    "the same key with another body": (
        f"{CASES}::test_the_same_key_with_another_body_is_refused",
        f"{HTTP}::test_the_same_key_with_another_body_is_refused",
        f"{AT_ONCE}::test_the_same_key_with_another_body_at_once_takes_one_and_refuses_the_other",
    ),
    "fifty operators taking one case": (f"{AT_ONCE}::test_fifty_take_one_case_and_exactly_one_wins",),
    "a boundary with a self-crossing ring": (
        "src/anlan/places/tests/test_inspect_boundaries.py::test_a_ring_that_crosses_itself_is_refused_and_shown_where",
        "src/anlan/places/tests/test_inspect_boundaries.py::test_a_self_crossing_ring_in_a_file_is_refused",
    ),
    "a capability file with a wrong indent": (
        "src/anlan/schemes/tests/test_source.py::test_what_cannot_be_read_names_line_and_remedy",
    ),
}

ATTACKS: dict[str, tuple[str, ...]] = {
    "another jurisdiction's object, count, search": (
        f"{URLS}::test_nobody_finds_a_foreign_case_through_the_api",
        f"{URLS}::test_nobody_finds_a_foreign_case_through_a_page",
        f"{VERBS}::test_counts_agree_with_the_list",
    ),
    "another jurisdiction's tile": (
        f"{TILES}::test_an_operator_of_one_street_finds_no_case_of_another_and_counts_none",
        f"{TILES}::test_a_handler_sees_only_what_is_assigned_to_the_unit",
        f"{TILES}::test_a_tile_over_http_is_for_one_account_only",
    ),
    "mass assignment": (
        f"{HTTP}::test_no_column_of_a_case_can_be_slipped_into_a_report",
        f"{HTTP}::test_no_column_of_a_case_can_be_slipped_into_a_verb",
    ),
    "break-glass skips a check": (
        f"{URLS}::test_nobody_finds_a_foreign_case_through_the_api",
        "src/anlan/access/tests/test_break_glass.py::test_broken_glass_reads_and_nothing_more_and_mends_itself",
    ),
    "SVG/HTML/polyglot upload": (
        f"{HTTP}::test_what_is_no_photograph_is_refused",
        f"{HTTP}::test_a_photograph_is_served_so_that_no_browser_runs_it",
    ),
    "EXIF leak": (
        "src/anlan/kit/tests/test_photos.py::test_where_and_when_it_was_taken_is_told_and_not_left_in_the_picture",
    ),
    "dispatch race, double submit": (
        f"{AT_ONCE}::test_fifty_take_one_case_and_exactly_one_wins",
        f"{AT_ONCE}::test_a_dispatch_and_an_acceptance_at_once_leave_one_lead",
    ),
    "%_%_% search, deep paging": (
        f"{VERBS}::test_a_search_is_harmless",
        f"{VERBS}::test_the_deepest_page_costs_as_much_as_the_first",
        "src/anlan/cases/tests/test_queries.py::test_a_search_cannot_smuggle_an_operator_or_a_wildcard_in",
    ),
    "surrogates, NUL, bidi, 𠮷, full-width digits": (
        f"{HOSTILE}::test_whatever_words_were_taken_are_shown_again_as_they_are_kept",
        "src/anlan/cases/tests/test_queries.py::test_words_are_found_as_they_were_written",
    ),
    "cross-site request": (f"{VERBS}::test_a_session_must_show_that_the_request_came_from_our_pages",),
    "a name in a note, to find out who exists or may see": (
        "src/anlan/cases/tests/telling/test_mentions.py::test_who_may_not_see_the_case_is_refused_like_who_does_not_exist",
        "src/anlan/cases/tests/telling/test_mentions.py::test_a_name_grants_nothing",
    ),
    "a document with a virus, or that is none": (
        "src/anlan/cases/tests/files/test_scanning.py::test_what_is_found_is_never_handed_out_and_the_case_says_so",
        "src/anlan/kit/tests/test_documents.py::test_what_is_no_document_for_an_archive_is_refused",
    ),
    "somebody else's photograph": (f"{HTTP}::test_the_photograph_of_somebody_else_is_refused",),
}

FILES = "src/anlan/interop/importing/tests/test_bad_files.py"
TIMES = "src/anlan/interop/importing/tests/test_times.py"
MANY = "src/anlan/interop/importing/tests/test_many_faults.py"
BACK = "src/anlan/interop/importing/tests/test_workbook_back.py"
STOPPING = "src/anlan/interop/importing/tests/test_stopping.py"
BOOKS = "src/anlan/interop/importing/tests/test_workbooks.py"
IMPORT = "src/anlan/interop/importing/tests/test_import.py"
IMPORTING = "src/anlan/config/tests/test_import_processes.py"

# What people send when they bring in the cases of another system.
BAD_FILES: dict[str, tuple[str, ...]] = {
    "wrong encoding": (
        f"{FILES}::test_the_encodings_people_use_are_read",
        f"{FILES}::test_utf_16_is_named_with_its_remedy",
        f"{FILES}::test_latin_1_is_not_taken_for_rare_chinese",
        f"{FILES}::test_chinese_with_broken_bytes_is_named_with_the_place",
        f"{FILES}::test_letters_lost_on_the_way_are_refused_by_column",
    ),
    "mixed date formats": (
        f"{TIMES}::test_every_way_of_writing_a_date_that_the_mapping_lists_is_read",
        f"{TIMES}::test_mixed_ways_in_one_column_are_read_side_by_side",
        f"{TIMES}::test_a_date_that_can_be_two_days_is_refused_and_one_that_cannot_is_taken",
        f"{TIMES}::test_a_bare_number_is_no_date_unless_the_mapping_says_so",
        f"{TIMES}::test_what_is_no_date_is_refused_with_its_column",
    ),
    "formula cells": (
        f"{BOOKS}::test_a_formula_gives_its_value_and_one_without_is_refused_by_its_cell",
        f"{BACK}::test_the_same_workbook_comes_back_with_red_cells_comments_and_reasons",
    ),
    "a column missing": (
        f"{FILES}::test_a_missing_column_is_named_with_the_nearest_there_is",
        f"{BOOKS}::test_a_missing_column_of_a_workbook_is_named_with_the_nearest",
    ),
    "duplicate columns": (
        f"{FILES}::test_a_column_that_stands_twice_is_refused_only_when_it_is_used",
        f"{BOOKS}::test_a_column_twice_in_a_workbook_is_refused",
    ),
    "ragged rows": (f"{FILES}::test_rows_with_too_many_or_too_few_cells_are_refused_with_their_counts",),
    "a quote never closed": (
        f"{FILES}::test_a_quotation_mark_that_is_never_closed_names_its_line",
        f"{FILES}::test_a_quotation_mark_inside_a_value_refuses_that_row_only",
    ),
    "NUL bytes": (f"{FILES}::test_a_nul_character_refuses_its_row_and_names_the_column",),
    "10,000 rows with every kind of error": (
        f"{MANY}::test_ten_thousand_rows_with_every_kind_of_error_come_back_quickly_and_bounded",
        f"{FILES}::test_every_fault_of_a_row_is_told_at_once",
    ),
    "an import stopped in the middle and run again": (
        f"{IMPORTING}::test_stopped_asked_for_twice_killed_and_gone_on_with_it_is_whole",
        f"{IMPORT}::test_an_import_that_was_stopped_goes_on_and_doubles_nothing",
        f"{STOPPING}::test_a_stop_is_between_portions_and_says_how_to_go_on",
        f"{STOPPING}::test_going_on_reads_only_what_is_left",
        f"{STOPPING}::test_a_file_that_changes_meanwhile_stops_the_import",
    ),
    "two imports at once": (
        f"{IMPORT}::test_the_same_file_at_once_is_refused_and_told_who_and_since_when",
        f"{IMPORT}::test_another_file_at_once_comes_in",
    ),
    "a zip bomb": (
        f"{BOOKS}::test_a_zip_bomb_is_refused_before_it_is_unpacked",
        f"{BOOKS}::test_a_workbook_that_wants_all_memory_ends_only_the_process_that_reads_it",
        f"{BOOKS}::test_entities_are_not_unfolded",
    ),
    "a file that is no Excel": (
        f"{BOOKS}::test_what_is_no_workbook_is_refused_by_name",
        f"{BOOKS}::test_a_zip_that_is_no_workbook_is_refused",
    ),
    "CSV injection in the error file": (
        f"{MANY}::test_refused_rows_come_back_harmless_and_mended_they_are_taken_as_they_were",
        f"{MANY}::test_what_a_spreadsheet_would_run_gets_an_apostrophe",
    ),
}

NOTICES = "src/anlan/notices/tests"

# What the messages that leave must bear.
BAD_NOTICES: dict[str, tuple[str, ...]] = {
    "a mailbox that bounces": (
        f"{NOTICES}/test_failing.py::test_a_mailbox_that_bounces_is_used_no_more_its_owner_is_told_and_the_next_way_is_taken",
        f"{NOTICES}/test_residents.py::test_a_mail_that_comes_back_hours_later_counts_and_the_next_way_is_taken",
        f"{NOTICES}/test_residents.py::test_other_mail_is_no_bounce",
    ),
    "30 notices in a minute": (
        f"{NOTICES}/test_sending.py::test_thirty_notices_in_a_minute_become_one_message",
        f"{NOTICES}/test_sending.py::test_thirty_urgent_ones_are_three_messages_at_once_and_one_after_a_minute",
    ),
    "hostile HTML in text": (
        f"{NOTICES}/test_hostile.py::test_hostile_text_is_text_in_every_part_of_a_mail",
        f"{NOTICES}/test_pages.py::test_the_inbox_groups_by_matter_counts_and_links_only_to_what_may_be_seen",
    ),
    "header injection": (f"{NOTICES}/test_hostile.py::test_a_header_cannot_be_slipped_into_a_mail",),
    "template braces": (
        f"{NOTICES}/test_scheme.py::test_a_mistake_is_named_with_its_remedy",
        f"{NOTICES}/test_signatures.py::test_a_text_message_carries_number_and_text_in_its_template_and_no_more",
    ),
    "webhook SSRF, DNS rebinding": (
        f"{NOTICES}/test_addresses_outside.py::test_a_private_address_in_any_dress_is_not_public",
        f"{NOTICES}/test_addresses_outside.py::test_the_address_that_was_checked_is_the_one_that_is_asked",
        f"{NOTICES}/test_addresses_outside.py::test_a_redirect_is_not_followed",
    ),
    "a forged or replayed webhook": (
        f"{NOTICES}/test_signatures.py::test_a_forged_or_repeated_webhook_is_refused",
    ),
    "somebody else's notice, address or browser": (
        f"{NOTICES}/test_pages.py::test_somebody_elses_notice_is_neither_shown_nor_marked",
        f"{NOTICES}/test_own_ways.py::test_somebody_elses_address_cannot_be_taken_away",
        f"{NOTICES}/test_own_ways.py::test_a_browser_belongs_to_one_account",
    ),
    "personal data in a log": (
        f"{NOTICES}/test_hostile.py::test_no_address_and_no_secret_stands_in_a_log_or_in_the_tables",
    ),
}

PORTAL = "src/anlan/portal/tests/test_bad_input.py"

# What residents' pages and the map must bear.
BAD_PAGES: dict[str, tuple[str, ...]] = {
    "a tile outside the world": (
        "src/anlan/places/tests/test_tiles.py::test_a_tile_outside_the_world_is_refused_without_a_query",
    ),
    "hostile HTML in text": (
        f"{PORTAL}::test_hostile_text_is_shown_as_it_was_written_and_never_run",
        "tests/browser/test_pages.py::test_long_words_and_hostile_ones_push_nothing_off_the_page",
    ),
    "10,000-character words": (
        f"{PORTAL}::test_a_word_of_ten_thousand_characters_is_refused_at_its_field_and_kept",
        f"{PORTAL}::test_a_word_of_ten_thousand_characters_does_not_stop_a_question",
    ),
    "a photo that is a zip": (f"{PORTAL}::test_a_photograph_that_is_a_zip_is_refused_at_its_field",),
    "a receipt token guessed 10,000 times": (
        f"{PORTAL}::test_ten_thousand_guessed_codes_find_nothing_and_are_stopped",
        f"{PORTAL}::test_nothing_tells_a_near_miss_from_a_far_one",
    ),
    "a quarrel found by asking for it door by door": (
        "src/anlan/portal/tests/test_joining.py::test_a_matter_between_people_is_not_found_by_asking_for_it",
    ),
    "a small number worked out from its total": (
        "src/anlan/kit/tests/test_suppression.py::test_nobody_works_a_cell_out_of_the_rest_it_is_told_with",
        "src/anlan/cases/tests/tiles/test_small_numbers.py::test_no_two_zooms_differ_by_fewer_than_five",
        "src/anlan/cases/tests/tiles/test_small_numbers.py::test_no_two_days_differ_by_fewer_than_five",
        "src/anlan/cases/tests/tiles/test_small_numbers.py::test_no_square_is_worked_out_by_trying_every_world",
        "src/anlan/portal/tests/test_neighbourhood.py::test_two_looks_minutes_apart_tell_the_same",
        "src/anlan/portal/tests/test_neighbourhood.py::test_small_numbers_are_never_told",
    ),
}

DESK = "src/anlan/cases/tests/desk"
RUNS = "src/anlan/cases/tests/batches/test_running.py"
QUICKER = f"{DESK}/test_quicker.py"

# What the desk's inbox must bear (a stream opened 500 times: src/anlan/config/tests).
BAD_DESK: dict[str, tuple[str, ...]] = {
    "30 filters in a URL": (
        f"{DESK}/test_inbox.py::test_whatever_stands_in_an_address_the_inbox_answers",
        f"{DESK}/test_inbox.py::test_what_an_address_says_besides_filters_is_carried_nowhere",
    ),
    "deep paging": (f"{DESK}/test_inbox.py::test_behind_the_last_page_there_is_a_way_back",),
    "%_%_%": (f"{DESK}/test_inbox.py::test_words_without_anything_to_look_for_say_so_and_ask_nothing",),
    "a bulk action over 10,000 cases half of which moved meanwhile": (
        "tests/drills/test_ten_thousand.py::test_ten_thousand_of_which_half_moved_meanwhile",
        f"{RUNS}::test_a_case_that_moved_after_it_was_seen_is_left_and_says_who",
        f"{RUNS}::test_more_than_the_most_is_said_and_the_newest_are_taken",
        f"{RUNS}::test_limits_against_abuse",
    ),
    "cases of another street among those that were ticked": (
        f"{RUNS}::test_cases_of_another_street_are_absent_like_numbers_that_never_were",
        f"{DESK}/test_many.py::test_numbers_of_a_foreign_street_are_as_absent_as_nonsense",
    ),
    "a role lost in mid-edit": (
        f"{QUICKER}::test_a_role_lost_in_the_middle_is_403_and_keeps_what_was_typed",
        f"{RUNS}::test_a_role_that_is_lost_in_the_middle_stops_the_rest_and_says_so",
    ),
    "a session ended in mid-edit": (
        f"{QUICKER}::test_a_session_that_ended_waits_for_the_same_account",
        f"{QUICKER}::test_somebody_else_who_signs_in_gets_nothing_of_it",
    ),
    "two tabs": (f"{QUICKER}::test_two_windows_of_ones_own_say_that_it_was_oneself",),
}
