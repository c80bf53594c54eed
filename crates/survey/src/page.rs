//! The page as a whole: what it shows, what happens on it, and how the answer gets to the backend.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use aftercare_contract::{
    backoff,
    survey::{SurveyAnswer, SurveyForm},
};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, EventTarget, HtmlElement};

use crate::{
    api::{self, Config, Failure},
    dom::{El, all, document, find, focus, set, window},
    draft::{self, Draft, Slot, fresh_key},
    form::{self, Note},
    source::{self, Source},
    thanks,
    trouble::{self, Trouble},
    words::Language,
};

/// What the page shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// The survey is on its way: `survey.html` as it is.
    Loading,
    Form(Note),
    Thanks,
    Trouble(Trouble),
}

/// The page. There is one, as long as the tab shows it.
struct Page {
    /// The survey that the page's address names.
    source: Option<Source>,
    /// The mark that the link preselects.
    linked: Option<u8>,
    config: Config,
    slot: Slot,
    language: Cell<Language>,
    view: Cell<View>,
    /// As the backend has sent it last.
    form: RefCell<Option<SurveyForm>>,
    /// What it doesn't have yet.
    draft: RefCell<Draft>,
    /// Whether an answer is on its way, or waits for the network.
    delivering: Cell<bool>,
    /// Ends the wait before the next try.
    wake: RefCell<Option<Function>>,
}

/// Reads the address, fetches the survey and lets it be answered.
pub async fn run() {
    let fragment = window().location().hash().unwrap_or_default();
    let config = Config::load().await;
    let (source, linked) = source::read(&fragment).unzip();
    let slot = Slot::of(source.as_ref()).await;
    let page: &'static Page = Box::leak(Box::new(Page {
        source,
        linked: linked.flatten(),
        config,
        slot,
        language: Cell::new(document_language()),
        view: Cell::new(View::Loading),
        form: RefCell::default(),
        draft: RefCell::default(),
        delivering: Cell::new(false),
        wake: RefCell::default(),
    }));
    page.listen();
    page.speak(page.language.get());
    page.open().await;
}

impl Page {
    /// Fetches the survey, however long it takes, and shows it.
    async fn open(&'static self) {
        let Some(source) = &self.source else { return self.show(View::Trouble(Trouble::Malformed)) };
        let mut failures = 0;
        let form = loop {
            match api::open(&self.config.api_base, source).await {
                Ok(form) => break form,
                Err(Failure::Lasting(trouble)) => return self.show(View::Trouble(trouble)),
                Err(Failure::Passing(least)) => {
                    failures += 1;
                    self.show(View::Trouble(Trouble::Unreachable));
                    self.pause(failures, least).await;
                }
            }
        };
        let language = form.language.as_deref().and_then(Language::near);
        if let Some(language) = language.filter(|_| draft::language::chosen().is_none()) {
            self.speak(language);
        }
        let (editable, answered) = (form.survey.editable, form.survey.answer.is_some());
        self.form.replace(Some(form));
        let kept = self.slot.load();
        // What was tapped before the program was there.
        let tapped = form::read(self.language.get()).overall;
        if editable && (kept.is_some() || !answered) {
            let mut draft = kept.unwrap_or_default();
            // A mark in the e-mail that was tapped after the draft was made is meant anew.
            if let Some(mark) = self.linked.filter(|_| draft.linked != self.linked) {
                draft =
                    Draft { answer: SurveyAnswer { overall: mark, ..draft.answer }, linked: self.linked, key: None };
            }
            if tapped > 0 {
                self.keep(SurveyAnswer { overall: tapped, ..draft.answer }, None);
            } else {
                self.draft.replace(draft);
            }
            self.show(View::Form(Note::Later));
            if tapped > 0 {
                focus("form input:checked");
            }
            self.deliver().await;
        } else {
            self.show(if answered { View::Thanks } else { View::Trouble(Trouble::Expired) });
        }
    }

    /// Changes to another view.
    fn show(&self, view: View) {
        let before = self.view.replace(view);
        if before == view {
            return;
        }
        self.render();
        if before != View::Loading {
            // Whoever hears the page is told that it is another one.
            focus("h1[tabindex]");
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// Draws the page as it is now.
    fn render(&self) {
        let (language, form, draft) = (self.language.get(), self.form.borrow(), self.draft.borrow());
        let words = language.words();
        let trouble = |trouble| (trouble::content(trouble, words), trouble::foot(&self.config, words));
        let (content, foot) = match (self.view.get(), &*form) {
            (View::Loading, _) => return,
            (View::Form(_), Some(form)) => (form::content(form, &draft.answer, language), form::foot(form, language)),
            (View::Thanks, Some(form)) => match &form.survey.answer {
                Some(given) => (thanks::content(form, given, language), thanks::foot(form, language)),
                None => trouble(Trouble::Refused),
            },
            (View::Trouble(told), _) => trouble(told),
            (View::Form(_) | View::Thanks, None) => trouble(Trouble::Refused),
        };
        fill(".survey__page", content);
        fill(".survey__foot", foot);
        if let (View::Form(note), Some(form)) = (self.view.get(), &*form) {
            form::follow(&draft.answer, &form.questionnaire);
            form::say(note, words);
        }
    }

    /// Says something else about sending.
    fn note(&self, note: Note) {
        if let View::Form(_) = self.view.get() {
            self.view.set(View::Form(note));
            form::say(note, self.language.get().words());
        }
    }

    /// Changes the language.
    fn speak(&self, language: Language) {
        self.language.set(language);
        if let Some(root) = document().document_element() {
            set(&root, "lang", Some(language.tag()));
            if let (Some(hue), Some(root)) = (self.config.accent_hue, root.dyn_ref::<HtmlElement>()) {
                let _ = root.style().set_property("--accent-hue", &hue.to_string());
            }
        }
        document().set_title(&[language.words().title, &self.config.brand].join(" · "));
        if let Some(brand) = find(".survey__brand") {
            brand.set_text_content(Some(&self.config.brand));
        }
        for button in all("[data-language]") {
            let chosen = button.get_attribute("data-language").as_deref() == Some(language.tag());
            set(&button, "aria-pressed", Some(if chosen { "true" } else { "false" }));
        }
        self.render();
    }

    /// Takes in what was tapped or typed.
    fn tapped(&self) {
        let Some(questionnaire) = self.form.borrow().as_ref().map(|form| form.questionnaire.clone()) else { return };
        let answer = form::read(self.language.get());
        form::follow(&answer, &questionnaire);
        self.keep(answer, None);
        self.note(Note::Later);
    }

    /// Keeps the answer, to be sent where there is a key for it.
    fn keep(&self, answer: SurveyAnswer, key: Option<String>) {
        let draft = Draft { answer, linked: self.linked, key };
        self.slot.save(&draft);
        self.draft.replace(draft);
    }

    /// Sends what is in the form.
    fn send(&'static self) {
        if self.draft.borrow().key.is_some() {
            // However often it is tapped. Whoever waits for the network and taps has it tried at once.
            return self.wake();
        }
        let answer = form::read(self.language.get());
        if answer.overall == 0 {
            form::complain(true);
            return focus("form input");
        }
        self.keep(answer, Some(fresh_key()));
        // An earlier one may still wait for the network.
        self.wake();
        spawn_local(self.deliver());
    }

    /// Sends what is to be sent until the backend has it.
    async fn deliver(&'static self) {
        if self.delivering.replace(true) {
            return;
        }
        let mut failures = 0;
        while let Some((source, answer, key)) = self.outgoing() {
            self.note(Note::Sending);
            match api::answer(&self.config.api_base, source, &answer, &key).await {
                Ok(form) => self.taken(form, &key),
                Err(Failure::Passing(least)) => {
                    failures += 1;
                    self.note(Note::Waiting);
                    self.pause(failures, least).await;
                }
                Err(Failure::Lasting(Trouble::Refused)) => {
                    self.keep(answer, None);
                    self.note(Note::Refused);
                }
                Err(Failure::Lasting(trouble)) => {
                    if trouble != Trouble::SignedOut {
                        self.slot.clear();
                    }
                    self.draft.take();
                    self.show(View::Trouble(trouble));
                }
            }
        }
        self.delivering.set(false);
    }

    /// What is to be sent, and under which key.
    fn outgoing(&self) -> Option<(&Source, SurveyAnswer, String)> {
        let Draft { answer, key, .. } = self.draft.borrow().clone();
        Some((self.source.as_ref()?, answer, key?))
    }

    /// The backend has the answer that was sent under `key`.
    fn taken(&self, form: SurveyForm, key: &str) {
        self.form.replace(Some(form));
        // What was changed meanwhile is a correction, and is sent when that is asked for.
        if self.draft.borrow().key.as_deref() == Some(key) {
            self.draft.take();
            self.slot.clear();
            self.show(View::Thanks);
        }
    }

    /// Lets the answer be corrected.
    fn change(&self) {
        let given = self.form.borrow().as_ref().and_then(|form| form.survey.answer.clone());
        if let Some(given) = given {
            self.draft.replace(Draft { answer: given.answer, linked: self.linked, key: None });
            self.show(View::Form(Note::Later));
        }
    }

    /// Waits before the next try, at least so long; less where [`Page::wake`] is called.
    async fn pause(&self, failures: u32, least: Option<Duration>) {
        #[expect(clippy::disallowed_methods, reason = "the source of chance")]
        let wait = least.unwrap_or_default().max(backoff::wait(failures, js_sys::Math::random()));
        let millis = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        let end = Promise::new(&mut |resolve, _| {
            // Without a timer it is still tried again when the network is back.
            let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
            self.wake.replace(Some(resolve));
        });
        let _ = JsFuture::from(end).await;
    }

    /// Tries at once what waits for the next try.
    fn wake(&self) {
        if let Some(resolve) = self.wake.take() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    /// Hears of everything that happens, for all elements that there are and will be.
    fn listen(&'static self) {
        let (window, document) = (window(), document());
        on(&document, "click", move |event| self.clicked(&event));
        on(&document, "input", move |_| self.tapped());
        on(&document, "submit", move |event| {
            event.prevent_default();
            self.send();
        });
        for name in ["online", "pageshow", "focus"] {
            on(&window, name, move |_| self.wake());
        }
        // Another link that is opened in this tab changes nothing but the fragment.
        on(&window, "hashchange", |_| drop(crate::dom::window().location().reload()));
    }

    fn clicked(&'static self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target else { return };
        let near = |selector| target.closest(selector).ok().flatten();
        let language = near("[data-language]").and_then(|button| button.get_attribute("data-language"));
        if let Some(language) = language.and_then(|tag| Language::near(&tag)) {
            draft::language::choose(language.tag());
            self.speak(language);
        }
        let Some(button) = near("[data-do]") else { return };
        match button.get_attribute("data-do").as_deref() {
            Some("clear") => {
                let name = button.get_attribute("data-name").unwrap_or_default();
                form::unchoose(&name);
                // The button goes away, and the focus would with it.
                focus(&["form input[name='", &name, "']"].concat());
                self.tapped();
            }
            Some("change") => self.change(),
            Some("wake") => self.wake(),
            _ => {}
        }
    }
}

/// Listens as long as the page is there.
fn on(target: &EventTarget, name: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard).into_js_value();
    // Only what is no function would be refused.
    let _ = target.add_event_listener_with_callback(name, heard.unchecked_ref());
}

/// Puts elements in the place of what is there.
fn fill(selector: &str, content: Vec<El>) {
    if let Some(place) = find(selector) {
        place.set_text_content(None);
        for El(element) in content {
            let _ = place.append_child(&element);
        }
    }
}

/// The language that the page's first script has chosen.
fn document_language() -> Language {
    let tag = document().document_element().and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| Language::near(&tag)).unwrap_or(Language::English)
}
