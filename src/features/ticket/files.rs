//! Files of a ticket, to be downloaded.

use aftercare_contract::{
    history::{Attachment, ScanState},
    ticket::Ticket,
};
use leptos::prelude::*;

use super::{
    downloads::{Download, DownloadBar},
    part,
};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::TicketState,
    ui::Icon,
};

/// All files of the ticket, the newest first, each with who sent it and when.
#[component]
pub(super) fn TicketFiles(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let files = part(ticket, |ticket| ticket.attachment.clone());
    let line = move |file: Attachment| {
        let (name, at) = (file.author.name.clone(), file.attached);
        let origin = text(move || i18n.ticket_file_origin(&name, &i18n.moment(at, clock.minute())));
        view! { <FileLine file=file state=state origin=origin /> }
    };
    view! {
        <Show when=move || !files.read().is_empty()>
            <section class="aside__block" aria-labelledby="files-title">
                <h2 id="files-title">{text(move || i18n.ticket_files())}</h2>
                {move || files.with(|files| (files.len() > 1).then(|| view! { <Archive files=files state=state /> }))}
                <ul class="files">
                    <For
                        each=move || files.get().into_iter().rev()
                        key=|file| (file.id.clone(), file.scan.clone())
                        children=line
                    />
                </ul>
            </section>
        </Show>
    }
}

/// One archive of all files.
#[component]
fn Archive<'a>(files: &'a [Attachment], state: TicketState) -> impl IntoView + use<> {
    let (i18n, api) = (use_i18n(), use_api());
    let size = files.iter().map(|file| file.size).sum();
    let (url, name) = (api.archive_url(&state.sr()), format!("{}.zip", state.sr()));
    let download = Download::new(url.clone(), name.clone(), size);
    view! {
        <p class="files__all">
            <a class="button" href=url download=name on:click=download.on_click()>
                <Icon name="archive" />
                {text(move || i18n.ticket_files_all())}
                <span class="faint num">{text(move || i18n.size(size))}</span>
            </a>
        </p>
        <DownloadBar download=download />
    }
}

/// Files that came with one event.
#[component]
pub(super) fn Files(files: Vec<Attachment>, state: TicketState) -> impl IntoView {
    let line = move |file: Attachment| view! { <FileLine file=file state=state /> };
    view! { <ul class="files">{files.into_iter().map(line).collect_view()}</ul> }
}

/// A file. What may be dangerous, or isn't known to be harmless yet, has no link.
#[component]
fn FileLine(
    file: Attachment,
    state: TicketState,
    /// Who sent it and when, where that doesn't stand beside it anyway.
    #[prop(optional, into)]
    origin: Option<crate::i18n::Text>,
) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let safe = !matches!(file.scan, ScanState::Pending | ScanState::Infected);
    let url = api.attachment_url(&state.sr(), &file.id);
    let Attachment { name, media_type, size, scan, .. } = file;
    let download = Download::new(url.clone(), name.clone(), size);
    let note_look = if scan == ScanState::Infected { "file__note file__note--late" } else { "file__note" };
    let note = move || {
        let scan = scan_words(i18n, &scan);
        [Some(i18n.size(size)), scan].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let label = name.clone();
    let link = if safe {
        view! {
            <a class="file__name" href=url.clone() download=name.clone() on:click=download.on_click()>
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
                    on:click=download.on_click()
                >
                    <Icon name="download" />
                </a>
            </span>
        }
    });
    let origin = origin.map(|origin| view! { <span class="file__note">{origin}</span> });
    view! {
        <li class="file">
            <Icon name=icon(&media_type) />
            {link}
            <span class=note_look>{note}</span>
            {origin}
            {tool}
            <DownloadBar download=download />
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
