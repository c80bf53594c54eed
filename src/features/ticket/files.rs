//! Files of a ticket, to be downloaded.

use aftercare_contract::history::{Attachment, ScanState};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{I18n, use_i18n},
    server_state::TicketState,
    ui::Icon,
};

#[component]
pub(super) fn Files(files: Vec<Attachment>, state: TicketState) -> impl IntoView {
    let line = move |file: Attachment| view! { <FileLine file=file state=state /> };
    view! { <ul class="files">{files.into_iter().map(line).collect_view()}</ul> }
}

/// A file. What may be dangerous, or isn't known to be harmless yet, has no link.
#[component]
fn FileLine(file: Attachment, state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let safe = !matches!(file.scan, ScanState::Pending | ScanState::Infected);
    let url = api.attachment_url(&state.sr(), &file.id);
    let Attachment { name, media_type, size, scan, .. } = file;
    let note_look = if scan == ScanState::Infected { "file__note file__note--late" } else { "file__note" };
    let note = move || {
        let scan = scan_words(i18n, &scan);
        [Some(i18n.size(size)), scan].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let label = name.clone();
    let link = if safe {
        view! {
            <a class="file__name" href=url.clone() download=name.clone()>
                {name.clone()}
            </a>
        }
        .into_any()
    } else {
        view! { <span class="file__name">{name.clone()}</span> }.into_any()
    };
    let tool = safe.then(|| {
        view! {
            <span class="file__tools">
                <a
                    class="button button--quiet button--icon"
                    href=url
                    download=name
                    aria-label=move || i18n.ticket_download(&label)
                >
                    <Icon name="download" />
                </a>
            </span>
        }
    });
    view! {
        <li class="file">
            <Icon name=icon(&media_type) />
            {link}
            <span class=note_look>{note}</span>
            {tool}
        </li>
    }
}

fn icon(media_type: &str) -> &'static str {
    if media_type.starts_with("image/") {
        "image"
    } else if ["zip", "gzip", "tar", "compressed", "zstd", "xz"].iter().any(|word| media_type.contains(word)) {
        "archive"
    } else {
        "file"
    }
}

fn scan_words(i18n: I18n, scan: &ScanState) -> Option<String> {
    match scan {
        ScanState::Pending => Some(i18n.ticket_scan_pending()),
        ScanState::Clean => Some(i18n.ticket_scan_clean()),
        ScanState::Infected => Some(i18n.ticket_scan_infected()),
        ScanState::NotScanned => None,
        ScanState::Other(word) => Some(word.clone()),
    }
}
