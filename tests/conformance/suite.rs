//! Proves a backend against the contract: each line of "Rules for every call" and each resource, by name.
//!
//! Without further ado it proves the bundled backend, which it starts itself. Another one is proved with
//! `AFTERCARE_BASE_URL` (its origin), `AFTERCARE_USER` and `AFTERCARE_PASSWORD` (a requester with a device under
//! contract), `AFTERCARE_OTHER_USER` and `AFTERCARE_OTHER_PASSWORD` (somebody of another company, with a device, too);
//! for `https:` with `--features tls`. The suite files tickets, so give it a backend that may be filled. What only
//! the vendor's desk can set off is left out there.

mod claims;
mod devices;
mod documents;
mod every_call;
mod knowledge;
mod lists;
mod live;
mod mails;
mod notices;
mod people;
mod plans;
mod remote;
mod reports;
mod rma;
mod session;
mod special;
mod subject;
mod surveys;
mod tickets;
mod uploads;
mod verification;
mod visits;

use std::{process::ExitCode, sync::Arc};

use aftercare_tests::runner;
use libtest_mimic::Arguments;

use crate::subject::Subject;

/// A trial for each of the cases.
macro_rules! cases {
    ($runtime:ident, $subject:ident: $($area:ident { $($case:ident,)+ })+) => {
        vec![$($({
            let subject = Arc::clone(&$subject);
            let name = concat!(stringify!($area), "::", stringify!($case));
            runner::trial(&$runtime, name, move || async move { $area::$case(&subject).await })
        }),+),+]
    };
}

#[expect(clippy::too_many_lines, reason = "the list of all tests")]
fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = runner::runtime();
    let subject = Arc::new(runtime.block_on(Subject::prepare()));
    let mut trials = cases! { runtime, subject:
        every_call {
            json_is_utf8_and_camel_case,
            a_ticket_has_the_names_of_tmf621,
            times_are_rfc3339_with_an_offset,
            durations_are_iso8601,
            languages_are_bcp47,
            ids_are_strings,
            unknown_query_parameters_are_left_out,
            an_unknown_path_is_a_problem,
            an_unknown_method_is_a_problem,
            a_malformed_body_is_a_problem,
            a_body_that_is_no_json_is_a_problem,
            wrong_fields_are_named_by_pointer_and_code,
            a_device_that_isnt_ones_own_is_as_one_that_isnt_there,
            an_upload_that_isnt_ones_own_is_as_one_that_isnt_there,
            a_strangers_ticket_is_not_found_by_any_call,
            a_strangers_device_is_not_found,
            a_strangers_upload_is_not_found_by_any_call,
            a_strangers_session_is_not_found,
            lists_hold_nothing_of_strangers,
            a_post_without_a_key_is_refused,
            the_same_key_and_body_get_the_first_answer_again,
            a_refusal_is_repeated_too,
            the_same_key_with_another_body_is_refused,
            one_key_at_once_makes_one_ticket,
            keys_are_ones_own,
            a_write_to_a_version_needs_if_match,
            a_stale_write_tells_the_version_now,
            what_hasnt_changed_isnt_sent_again,
            lists_are_paged_by_cursor,
            pages_stay_whole_while_tickets_come_in,
            total_counts_all_pages,
            a_broken_cursor_is_a_problem,
            lists_are_sorted_as_asked,
            filters_are_kept_to,
            tickets_are_found_by_words_of_any_language,
            a_write_without_its_header_is_refused,
            a_foreign_page_may_not_even_ask,
            the_backend_says_what_time_it_is,
            sample_faults_satisfy_the_contract,
        }
        devices {
            pages_of_devices_are_the_whole_in_every_order,
            the_fleet_counts_what_its_filters_find,
            serial_numbers_are_looked_up_line_by_line,
        }
        lists {
            a_period_holds_its_first_instant_and_not_its_last,
            the_states_of_lists_divide_what_is_open,
            what_waits_for_the_viewer_is_their_turn,
            a_list_is_given_out_as_a_table,
        }
        knowledge {
            an_article_is_found_by_its_title,
            an_article_names_its_languages,
            articles_are_filtered_by_category,
            a_draft_gets_articles,
            a_vote_is_counted_once,
            a_picture_is_closed_up,
            a_picture_that_is_not_there_is_not_found,
        }
        session {
            nothing_is_told_without_signing_in,
            the_cookie_is_out_of_reach_of_scripts,
            each_sign_in_is_a_session_of_its_own,
            a_wrong_password_is_told_as_a_wrong_user_is,
            signing_in_is_limited,
            signing_in_needs_name_and_password,
            a_foreign_page_cannot_sign_in,
            signing_out_ends_the_session,
            sessions_are_listed_and_ended,
            me_tells_what_this_backend_can_do,
            answers_arent_kept_by_shared_caches,
        }
        tickets {
            filing_gives_a_unique_number_at_once,
            a_ticket_keeps_what_was_filed,
            severity_follows_from_the_facts,
            the_catalogue_has_all_that_a_form_needs,
            devices_are_found_by_serial_number,
            a_device_tells_its_open_tickets,
            history_is_numbered_without_gaps,
            history_is_paged_and_resumed,
            history_is_only_added_to,
            a_message_is_part_of_the_history,
            an_empty_message_is_refused,
            only_listed_actions_are_possible,
            an_action_that_needs_a_reason_asks_for_it,
            an_action_of_the_future_is_refused,
            withdrawing_ends_a_ticket,
            every_action_is_in_the_history,
            clocks_are_counted_by_the_backend,
            every_change_of_an_eta_has_its_reason,
        }
        uploads {
            the_server_tells_its_tus,
            an_unknown_version_of_tus_is_refused,
            an_upload_is_resumed_where_it_stopped,
            the_offset_isnt_kept_by_caches,
            a_chunk_at_another_offset_is_refused,
            a_chunk_beyond_the_length_is_refused,
            a_chunk_with_a_wrong_checksum_is_thrown_away,
            a_chunk_of_another_type_is_refused,
            an_upload_can_be_terminated,
            limits_are_kept_to,
            an_upload_is_created_once_per_key,
            content_is_what_it_says_it_is,
            a_finished_upload_becomes_a_file_of_its_ticket,
            a_file_never_blocks_its_ticket,
            a_message_takes_files_with_it,
            uploads_are_added_later,
            a_download_is_what_was_sent,
            a_download_takes_ranges,
            all_files_come_in_one_archive,
        }
        people {
            colleagues_are_those_of_the_company,
            a_ticket_is_shared_with_a_colleague_and_no_more,
            a_ticket_is_shared_with_nobody_else,
        }
        live {
            the_stream_greets_with_its_newest_id,
            what_happens_is_told_with_the_ticket_after_it,
            it_resumes_by_last_event_id,
            it_resumes_by_the_query,
            it_resumes_from_a_beat,
            it_says_so_when_it_cant_resume,
            it_beats,
            strangers_hear_nothing,
            it_ends_with_the_session,
            no_cache_keeps_it,
        }
        documents {
            a_report_is_a_document_in_three_languages,
            a_document_comes_in_parts,
            a_table_has_what_the_report_has,
            several_reports_come_in_one_archive,
        }
    };
    let with_desk = cases! { runtime, subject:
        lists {
            what_waits_comes_with_the_question_and_goes_with_the_answer,
        }
        tickets {
            what_the_desk_does_is_told,
            an_eta_without_a_reason_is_refused,
            an_internal_note_never_leaves,
            a_question_stops_the_clock_until_it_is_answered,
            a_fix_is_confirmed_or_reopened_by_the_customer,
            a_ticket_of_any_channel_is_in_the_portal,
            an_admin_sees_the_company_and_a_requester_doesnt,
            the_desk_needs_its_token,
            a_restart_forgets_nothing,
        }
        people {
            an_answer_by_another_channel_is_in_the_history,
        }
        plans {
            a_plan_is_approved_and_carried_out_live,
            a_plan_is_declined_with_a_reason,
            a_changed_plan_is_approved_again,
            of_two_who_decide_at_once_the_second_decides_again,
            an_approval_says_who_and_when,
            windows_of_one_device_dont_overlap,
            a_decision_is_made_once_per_key,
            what_the_plan_doesnt_admit_is_refused,
            a_strangers_plan_is_not_found,
        }
        remote {
            access_is_granted_for_a_time_and_every_session_told_live,
            access_is_declined_with_a_reason,
            access_is_withdrawn_at_any_moment,
            access_ends_with_the_ticket,
            of_two_who_decide_about_access_the_second_decides_again,
            what_access_doesnt_admit_is_refused,
            strangers_grant_nothing,
        }
        rma {
            a_part_goes_its_way_live,
            another_expected_time_of_a_part_has_a_reason,
            an_rma_is_refused_with_a_reason,
            whoever_replaces_the_part_reports_it_once_per_key,
            whoever_has_to_replace_a_part_is_written_to,
            a_loaner_is_asked_for_only_where_it_is_offered,
            strangers_report_nothing_about_a_part,
        }
        visits {
            a_visit_is_followed_live_from_its_times_to_its_report,
            another_time_is_asked_for_and_proposed,
            a_visit_is_moved_and_cancelled_only_until_the_stated_time,
            of_two_who_decide_at_once_the_second_sees_what_changed,
            a_calendar_gets_and_loses_the_visit,
            whoever_is_to_choose_a_time_is_written_to,
            strangers_neither_decide_about_a_visit_nor_see_it,
            what_the_desk_proposes_has_times_to_choose_from,
        }
        reports {
            lists_come_in_pages_and_keep_to_their_filters,
            a_report_has_its_findings_and_stands_beside_another,
            a_strangers_report_is_not_found_by_any_call,
            a_risk_is_accepted_for_a_time_and_taken_back,
            a_finding_becomes_a_request_once,
            a_report_that_is_made_is_told_live,
        }
        notices {
            a_warning_is_acknowledged_and_put_off,
            telemetry_becomes_a_warning_once,
            a_calendar_is_read_by_its_private_address_until_it_is_revoked,
            a_review_is_for_admins_and_each_figure_opens_its_tickets,
        }
        claims {
            a_claim_is_filed_once_decided_in_writing_and_appealed_against,
            nothing_is_claimed_where_no_promise_was_missed,
        }
        special {
            what_is_asked_for_is_granted_or_refused,
            a_refusal_says_why,
        }
        verification {
            what_the_vendor_verified_is_shown_with_the_end,
            it_is_kept_open_for_as_long_as_was_said,
            what_is_partly_fixed_goes_on_with_a_reason,
            why_it_happened_and_what_prevents_it_is_published,
        }
        surveys {
            nothing_of_surveys_is_told_without_signing_in,
            a_closed_ticket_asks_its_requester,
            opening_a_link_records_nothing,
            an_answer_is_kept_once_and_can_be_corrected,
            one_answer_however_often_it_is_sent,
            wrong_fields_of_an_answer_are_named,
            a_link_that_opens_nothing_tells_nothing,
            strangers_neither_see_nor_answer,
            an_admin_sees_the_answers_and_a_requester_the_scores_not,
            a_low_mark_is_looked_into_and_told,
        }
        documents {
            a_signed_document_takes_the_place_of_the_one_made,
            a_service_review_is_for_admins,
        }
        mails {
            every_step_is_written_about,
            nobody_gets_what_they_declined,
            a_kill_in_the_middle_loses_and_repeats_nothing,
            kills_leave_each_letter_once_in_the_folder,
        }
    };
    let left_out = !subject.is_bundled();
    trials.extend(with_desk.into_iter().map(|trial| trial.with_ignored_flag(left_out)));
    libtest_mimic::run(&arguments, trials).exit_code()
}
