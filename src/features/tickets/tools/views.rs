//! Lists with names, kept in this browser for the person who is signed in.

use aftercare_contract::list::TicketQuery;
use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    platform::{focus, storage},
    route::Route,
    session::use_session,
    ui::{Button, ButtonKind, Icon},
};

/// A list that somebody wants to come back to.
#[derive(Clone, Debug, PartialEq)]
struct View {
    /// One line, unique among a person's.
    name: String,
    query: TicketQuery,
}

/// One per line: its name, a tab, its query.
fn print(views: &[View]) -> String {
    let line = |view: &View| [&*view.name, "\t", &view.query.print()].concat();
    views.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn parse(kept: &str) -> Vec<View> {
    let view = |line: &str| {
        let (name, query) = line.split_once('\t')?;
        Some(View { name: name.to_owned(), query: TicketQuery::parse(query) })
    };
    kept.lines().filter_map(view).collect()
}

/// A name as it is kept: on one line, and not empty.
fn name_of(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// Puts `view` in the place of the one with its name, or at the end.
fn put(views: &mut Vec<View>, view: View) {
    match views.iter_mut().find(|known| known.name == view.name) {
        Some(known) => *known = view,
        None => views.push(view),
    }
}

/// The views of a person, and what was done to them last.
#[derive(Clone, Copy)]
struct Views {
    key: StoredValue<String>,
    all: RwSignal<Vec<View>>,
    /// Whether the browser keeps nothing.
    unkept: RwSignal<bool>,
    /// What was deleted last, and where it stood.
    deleted: RwSignal<Option<(usize, View)>>,
}

impl Views {
    fn load(person: &str) -> Self {
        let key = ["views.", person].concat();
        let all = parse(&storage::get(&key).unwrap_or_default());
        Self {
            key: StoredValue::new(key),
            all: RwSignal::new(all),
            unkept: RwSignal::new(false),
            deleted: RwSignal::new(None),
        }
    }

    fn change(self, change: impl FnOnce(&mut Vec<View>)) {
        // Another tab may have changed them meanwhile.
        let kept = self.key.with_value(|key| storage::get(key));
        let mut all = kept.map_or_else(|| self.all.get_untracked(), |kept| parse(&kept));
        change(&mut all);
        self.unkept.set(!self.key.with_value(|key| storage::set(key, &print(&all))));
        self.all.set(all);
    }

    fn save(self, view: View) {
        self.deleted.set(None);
        self.change(|all| put(all, view));
    }

    fn rename(self, from: &str, to: String) {
        self.change(|all| {
            // A name is there once: whoever takes another's takes its place.
            all.retain(|view| view.name == from || view.name != to);
            if let Some(view) = all.iter_mut().find(|view| view.name == from) {
                view.name = to;
            }
        });
    }

    fn delete(self, name: &str) {
        self.change(|all| {
            if let Some(place) = all.iter().position(|view| view.name == name) {
                self.deleted.set(Some((place, all.remove(place))));
            }
        });
    }

    fn bring_back(self) {
        if let Some((place, view)) = self.deleted.try_update(Option::take).flatten() {
            self.change(|all| all.insert(place.min(all.len()), view));
        }
    }
}

#[component]
pub(super) fn SavedViews(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, session) = (use_i18n(), use_session());
    let person = untrack(|| session.with_me(|me| me.user.id.to_string()));
    let views = Views::load(&person.unwrap_or_default());
    let name = RwSignal::new(String::new());
    let now = Memo::new(move |_| TicketQuery { cursor: None, limit: None, ..query.get() });
    let renamed = RwSignal::new(None::<String>);

    let save = move || {
        if let Some(name) = name_of(&untrack(|| name.get())) {
            views.save(View { name, query: now.get_untracked() });
        }
        name.set(String::new());
    };
    let one = move |view: View| {
        if renamed.read().as_ref() == Some(&view.name) {
            view! { <Rename views=views name=view.name renamed=renamed /> }.into_any()
        } else {
            view! { <Saved views=views view=view now=now renamed=renamed /> }.into_any()
        }
    };
    let list = move || match views.all.get() {
        none if none.is_empty() => view! { <p class="soft">{text(move || i18n.list_views_none())}</p> }.into_any(),
        all => view! { <ul class="views">{all.into_iter().map(one).collect_view()}</ul> }.into_any(),
    };
    let replaces = move || {
        let taken = name_of(&name.read()).is_some_and(|name| views.all.read().iter().any(|view| view.name == name));
        taken.then(|| i18n.list_view_replaces())
    };
    let deleted = move || {
        let (_, view) = views.deleted.get()?;
        Some(view! {
            <p>
                {i18n.list_view_deleted(&view.name)} " "
                <button
                    class="linklike"
                    type="button"
                    on:click=move |_| {
                        views.bring_back();
                        focus::on("#view-name");
                    }
                >
                    {text(move || i18n.list_view_undo())}
                </button>
            </p>
        })
    };
    let unkept = move || views.unkept.get().then(|| view! { <p>{i18n.list_view_unkept()}</p> });
    view! {
        {list}
        <div role="status">{deleted} {unkept}</div>
        <form
            class="views__new"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <label for="view-name">{text(move || i18n.list_view_name())}</label>
            <div class="field__row">
                <input
                    class="input"
                    id="view-name"
                    type="text"
                    autocomplete="off"
                    required
                    maxlength="60"
                    aria-describedby="view-name-hint"
                    bind:value=name
                />
                <Button>{text(move || i18n.list_view_save())}</Button>
            </div>
            <p class="field__hint" id="view-name-hint">
                {move || replaces().unwrap_or_else(|| i18n.list_views_hint())}
            </p>
        </form>
    }
}

/// A view: a link to its list, and what can be done with it.
#[component]
fn Saved(views: Views, view: View, now: Memo<TicketQuery>, renamed: RwSignal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let View { name, query } = view;
    let to = Route::Tickets(query.clone());
    let current = move || (*now.read() == query).then_some("true");
    let (rename, delete) = (name.clone(), name.clone());
    let (rename_label, delete_label) = (name.clone(), name.clone());
    view! {
        <li class="views__one">
            <a href=to.print() aria-current=current>
                {name}
            </a>
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=text(move || i18n.list_view_rename(&rename_label))
                on:click=move |_| {
                    renamed.set(Some(rename.clone()));
                    request_animation_frame(|| focus::on("#view-rename"));
                }
            >
                <Icon name="edit" />
            </button>
            <button
                class="button button--quiet button--icon"
                type="button"
                aria-label=text(move || i18n.list_view_delete(&delete_label))
                on:click=move |_| {
                    views.delete(&delete);
                    focus::on("#view-name");
                }
            >
                <Icon name="trash" />
            </button>
        </li>
    }
}

/// A view while it gets another name.
#[component]
fn Rename(views: Views, name: String, renamed: RwSignal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let typed = RwSignal::new(name.clone());
    let label = name.clone();
    let done = move || {
        renamed.set(None);
        focus::on("#view-name");
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(to) = name_of(&typed.get_untracked()) {
            views.rename(&name, to);
        }
        done();
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            done();
        }
    };
    view! {
        <li>
            <form class="field__row" on:submit=submit on:keydown=key>
                <input
                    class="input"
                    id="view-rename"
                    type="text"
                    autocomplete="off"
                    required
                    maxlength="60"
                    aria-label=text(move || i18n.list_view_rename(&label))
                    bind:value=typed
                />
                <Button>{text(move || i18n.list_view_keep())}</Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| done()>
                    {text(move || i18n.cancel())}
                </Button>
            </form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn view(name: &str, text: &str) -> View {
        View { name: name.to_owned(), query: TicketQuery { text: text.to_owned(), ..TicketQuery::default() } }
    }

    #[wasm_bindgen_test]
    fn views_survive_being_kept() {
        let views = vec![view("浦东，未关闭", "证书 & 3%"), view("All", "")];
        assert_eq!(parse(&print(&views)), views);
        assert_eq!(parse(""), []);
    }

    #[wasm_bindgen_test]
    fn a_name_is_one_line_and_there_once() {
        assert_eq!(name_of(" late\tand\n mine "), Some("late and mine".to_owned()));
        assert_eq!(name_of(" \n"), None);
        let mut views = vec![view("a", "1"), view("b", "2")];
        put(&mut views, view("a", "3"));
        put(&mut views, view("c", "4"));
        assert_eq!(views, [view("a", "3"), view("b", "2"), view("c", "4")]);
    }
}
