//! Stories of users in real browsers, against the real backend.
//!
//! `AFTERCARE_DIST` is the portal's bundle, `AFTERCARE_BACKEND` the backend's binary, `AFTERCARE_TOOLS` a folder with
//! geckodriver and axe; `AFTERCARE_BROWSERS` restricts the browsers. What a failed story saw is in `target/e2e`.

mod bad_network;
mod care;
mod claim;
mod devices;
mod downloads;
mod filing;
mod harness;
mod home;
mod isolation;
mod knowledge;
mod list;
mod live;
mod looks;
mod main_job;
mod notes;
mod notices;
mod pages;
mod people;
mod plan;
mod promises;
mod remote;
mod reports;
mod review;
mod rma;
mod scene;
mod special;
mod survey;
mod ticket_page;
mod trouble;
mod verify;
mod visit;

use std::process::ExitCode;

use aftercare_tests::{
    Engine::{Chromium, Firefox, WebKit},
    runner,
};
use libtest_mimic::{Arguments, Trial};
use tokio::runtime::Runtime;

use crate::scene::Scene;

/// A trial for each story in each of its browsers that is wanted.
macro_rules! stories {
    ($runtime:ident: $($story:path => $engines:expr;)*) => {{
        let mut trials: Vec<Trial> = Vec::new();
        $(for engine in $engines.into_iter().filter(|engine| engine.is_wanted()) {
            let name = format!("{}::{}", stringify!($story).replace(' ', ""), engine.name());
            let kept = name.replace("::", "-");
            trials.push(runner::trial($runtime, &name, move || Scene::play(kept, engine, $story)));
        })*
        trials
    }};
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let runtime = &runner::runtime();
    let desks = [Chromium, Firefox];
    // By means that only its driver has, or for what no browser does by itself.
    let chromium = [Chromium];
    let mut trials = stories! { runtime:
        // Customers carry iPhones.
        main_job::a_fault_from_filing_to_confirmation => [Chromium, Firefox, WebKit];
        bad_network::a_cut_stream_loses_and_doubles_nothing => desks;
        bad_network::an_upload_survives_three_cuts_and_a_reload => desks;
        bad_network::a_page_that_cannot_be_loaded_is_offered_again => desks;
        care::five_fast_clicks_make_one_ticket => desks;
        care::a_session_that_ends_while_typing_loses_nothing => desks;
        care::a_deep_link_survives_signing_in => desks;
        care::the_sign_in_page_knows_who_is_new => chromium;
        care::a_change_of_language_loses_no_input => desks;
        care::a_fault_is_filed_by_keyboard_alone => desks;
        filing::a_plain_fault_takes_six_interactions => desks;
        filing::every_kind_is_filed_with_its_own_fields => chromium;
        filing::a_wrong_field_of_a_kind_is_led_to => desks;
        filing::what_is_probably_the_same_is_shown => chromium;
        filing::secrets_are_blacked_out_before_they_are_sent => desks;
        filing::each_kind_keeps_what_was_typed_for_it => chromium;
        filing::back_goes_from_section_to_section => desks;
        filing::a_label_is_scanned_and_the_camera_goes_off => desks;
        home::what_waits_is_done_at_home => desks;
        notes::what_waits_is_counted_everywhere => desks;
        notes::what_happens_is_noted_while_one_looks_elsewhere => chromium;
        home::a_draft_at_home_is_that_of_the_ticket => chromium;
        isolation::a_strangers_ticket_does_not_exist => desks;
        live::tabs_share_one_stream => desks;
        live::a_line_that_is_back_asks_who_is_there => chromium;
        live::a_stream_that_is_kept_back_is_polled_for => desks;
        trouble::a_list_that_cannot_be_read_says_why_and_comes_again => desks;
        trouble::too_many_requests_are_tried_again_at_the_time_named => chromium;
        trouble::a_slow_answer_is_given_up => chromium;
        trouble::a_draft_that_cannot_be_kept_says_so => desks;
        trouble::a_clock_that_is_wrong_by_hours_changes_no_time => chromium;
        trouble::a_trap_shows_the_way_back_and_the_draft_is_kept => chromium;
        ticket_page::answers_wait_for_the_network_and_arrive_once => desks;
        ticket_page::an_answer_whose_receipt_is_lost_is_not_sent_twice => desks;
        ticket_page::a_composition_is_never_sent_half_done => desks;
        ticket_page::the_history_is_searched => chromium;
        ticket_page::ones_own_number_is_changed_in_place => chromium;
        ticket_page::all_files_come_in_one_archive => desks;
        ticket_page::back_leads_to_where_one_was => desks;
        ticket_page::the_list_leads_on_from_ticket_to_ticket => chromium;
        plan::a_plan_is_approved_by_keyboard_and_ticks_live => desks;
        plan::a_plan_is_declined_in_chinese_on_a_phone => chromium;
        plan::a_conflict_is_said_and_mended => desks;
        plan::a_plan_that_changes_meanwhile_is_decided_again => desks;
        plan::home_leads_to_a_plan_that_one_carries_out_oneself => chromium;
        remote::access_is_allowed_watched_and_withdrawn => desks;
        remote::access_is_declined_in_chinese_on_a_phone => chromium;
        remote::access_that_changes_meanwhile_is_decided_again => desks;
        people::a_ticket_of_the_phone_is_shared_and_answered_by_we_com => desks;
        promises::a_contract_of_office_hours_is_followed_to_its_end => desks;
        claim::a_missed_promise_is_claimed_for_and_the_proposal_accepted => desks;
        claim::a_proposal_is_appealed_against_in_chinese_on_a_phone => chromium;
        special::the_green_channel_is_asked_for_and_refused => desks;
        verify::a_fix_is_verified_with_care => desks;
        verify::after_the_end_it_is_explained_and_gone_on_with => chromium;
        rma::a_part_is_watched_and_the_defective_one_sent_back => desks;
        rma::a_part_is_replaced_by_ourselves_on_a_phone => chromium;
        rma::a_part_that_changes_meanwhile_is_shown_as_it_is => chromium;
        visit::a_time_is_chosen_by_keyboard_and_the_engineer_watched => desks;
        visit::another_time_is_asked_for_and_the_visit_cancelled_in_chinese_on_a_phone => chromium;
        visit::a_visit_that_changes_meanwhile_is_decided_again => desks;
        looks::the_small_pages_hold => chromium;
        looks::home_holds => chromium;
        looks::the_list_holds => chromium;
        looks::filing_holds => chromium;
        looks::a_ticket_holds => chromium;
        looks::dialogs_hold => chromium;
        looks::the_knowledge_base_holds => chromium;
        looks::every_control_is_reached_by_keyboard => desks;
        looks::news_is_said_once => desks;
        survey::two_taps_answer_it_on_a_phone => chromium;
        survey::a_low_mark_is_looked_into => desks;
        survey::a_mail_scanner_answers_nothing => chromium;
        // Customers carry iPhones.
        survey::late_and_repeated_sending_is_one_answer => [Chromium, Firefox, WebKit];
        survey::a_tap_before_the_program_is_there_counts => chromium;
        survey::it_is_answered_by_keyboard_alone => desks;
        survey::who_is_signed_in_finds_surveys_mails_and_scores => chromium;
        list::filters_live_in_the_url => desks;
        list::a_list_is_kept_under_a_name => chromium;
        list::the_list_is_saved_as_a_table => desks;
        list::a_long_list_stays_light => desks;
        list::a_phone_shows_cards => chromium;
    };
    trials.extend(of_areas(runtime));
    for engine in [Chromium, Firefox, WebKit].into_iter().filter(|engine| engine.is_wanted()) {
        let name = format!("harness::{}", engine.name());
        trials.push(runner::trial(runtime, &name, move || harness::a_page_is_used_as_a_person_uses_it(engine)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Knowledge, devices, and what is reported of them.
fn of_areas(runtime: &Runtime) -> Vec<Trial> {
    let (desks, chromium) = ([Chromium, Firefox], [Chromium]);
    stories! { runtime:
        knowledge::an_article_is_found_in_three_languages => desks;
        knowledge::what_is_not_found_leads_on => chromium;
        knowledge::an_article_solves_it_before_a_request_is_filed => desks;
        knowledge::a_link_to_an_article_survives_signing_in => chromium;
        knowledge::an_article_that_is_not_there_leads_on => chromium;
        knowledge::an_article_is_found_and_read_by_keyboard_alone => desks;
        knowledge::a_phone_shows_articles => chromium;
        knowledge::attacks_run_nothing_without_the_policy => chromium;
        devices::the_fleet_is_narrowed_down => desks;
        devices::a_device_leads_on => chromium;
        devices::serial_numbers_are_looked_up => chromium;
        looks::devices_hold => chromium;
        reports::a_report_is_found_and_read => desks;
        reports::a_report_is_printed_whole => chromium;
        reports::a_risk_is_accepted_and_taken_back => chromium;
        reports::a_finding_becomes_a_request => chromium;
        reports::two_reports_are_compared => chromium;
        reports::ten_thousand_findings_stay_usable => chromium;
        downloads::a_large_document_survives_five_cuts => desks;
        downloads::reports_are_saved_as_files => desks;
        downloads::a_report_that_is_made_arrives_by_itself => chromium;
        looks::reports_hold => chromium;
        looks::notices_hold => chromium;
        looks::the_review_holds => chromium;
        notices::a_warning_arrives_and_becomes_a_request => chromium;
        notices::what_a_device_tells_is_warned_of_everywhere => chromium;
        notices::dates_go_to_a_calendar_and_kinds_are_chosen => chromium;
        review::a_number_opens_the_tickets_behind_it => chromium;
    }
}
