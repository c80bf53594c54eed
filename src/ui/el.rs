//! Elements without types of their own, for everything that the portal starts with.
//!
//! `view!` makes rendering code for each kind of element, attribute and closure; of the frame and the list that was
//! half of the program. Here one function serves all of a kind. Pages that are fetched on demand use `view!`, and an
//! [`El`] inside it where they show the same thing.

use std::cell::{Cell, RefCell};

use js_sys::Reflect;
use leptos::{
    prelude::*,
    reactive::effect::RenderEffect,
    tachys::{
        html::attribute::any_attribute::AnyAttribute,
        hydration::Cursor,
        no_attrs,
        view::{Mountable, Position, PositionState, Render, RenderHtml},
    },
};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure, throw_val};
use web_sys::{Element, Event, Node};

const SVG: &str = "http://www.w3.org/2000/svg";
/// The elements of SVG that the start draws.
const SVG_TAGS: [&str; 9] = ["svg", "use", "defs", "pattern", "line", "rect", "circle", "g", "path"];

/// An element of the page. What follows signals does so until the owner goes in which it was made.
pub struct El(SendWrapper<Element>);

/// An element with a class; none where `class` is empty.
pub fn el(tag: &str, class: &str) -> El {
    let namespace = SVG_TAGS.contains(&tag).then_some(SVG);
    let element = match namespace {
        Some(_) => document().create_element_ns(namespace, tag),
        None => document().create_element(tag),
    };
    // Only what is no name of an element is refused.
    let el = El(SendWrapper::new(element.unwrap_or_else(|error| throw_val(error))));
    if class.is_empty() { el } else { el.attr("class", class) }
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets an attribute if there is a value.
    pub fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        set(&self.0, name, value);
        self
    }

    /// An attribute that follows what `value` reads; absent where that is `None`.
    pub fn attr_of(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || set(&element, name, value().as_deref())));
        self
    }

    /// A word for those who hear the page, following the language.
    pub fn label(self, label: impl Fn() -> String + 'static) -> Self {
        self.attr_of("aria-label", move || Some(label()))
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        append(&self.0, &document().create_text_node(text));
        self
    }

    /// Adds a text that follows what it reads.
    pub fn say(self, text: impl Fn() -> String + 'static) -> Self {
        let node = document().create_text_node("");
        append(&self.0, &node);
        follow(Box::new(move || node.set_data(&text())));
        self
    }

    /// Adds a child.
    #[expect(clippy::needless_pass_by_value, reason = "it has no other place any more")]
    pub fn child(self, child: Self) -> Self {
        append(&self.0, &child.0);
        self
    }

    /// Adds children.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a part that is built again whenever something changes that `content` reads.
    pub fn part(self, content: impl Fn() -> Vec<Self> + 'static) -> Self {
        part(&self.0, Box::new(content));
        self
    }

    /// The same, and what is inside follows nothing for itself: in a row of a list, making and forgetting thirty
    /// followers takes longer than making its elements. Nothing in it may be made by [`Self::each`].
    pub fn part_as_one(self, content: impl Fn() -> Vec<Self> + 'static) -> Self {
        self.part(move || {
            let before = AS_ONE.replace(true);
            let content = content();
            AS_ONE.set(before);
            content
        })
    }

    /// The same as [`Self::part`] with at most one child.
    pub fn maybe(self, content: impl Fn() -> Option<Self> + 'static) -> Self {
        self.part(move || content().into_iter().collect())
    }

    /// One child per key, made once by `make`: what stays in the list keeps its place in the page, its focus and its
    /// state.
    pub fn each(self, keys: impl Fn() -> Vec<String> + 'static, make: impl Fn(String) -> Self + 'static) -> Self {
        each(&self.0, Box::new(keys), Box::new(make));
        self
    }

    /// Adds what `view!` made.
    pub fn view(self, view: AnyView) -> Self {
        let mut state = view.build();
        state.mount(&self.0, None);
        let state = SendWrapper::new(state);
        on_cleanup(move || drop(state));
        self
    }

    /// Calls `heard` on an event.
    pub fn on(self, event: &str, heard: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(heard));
        self
    }

    /// Calls `press` when it is pressed.
    pub fn on_press(self, press: impl Fn() + 'static) -> Self {
        self.on("click", move |_| press())
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.0
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Only what is no name of an attribute is refused.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn append(parent: &Node, child: &Node) {
    // Only an ancestor of its parent is refused.
    let _ = parent.append_child(child);
}

thread_local! {
    /// Whether what is being made is made again as a whole when something changes.
    static AS_ONE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `effect` now and whenever something changes that it reads, until the owner goes.
pub fn follow(effect: Box<dyn Fn()>) {
    if AS_ONE.get() {
        return effect();
    }
    let effect = RenderEffect::new(move |_: Option<()>| effect());
    on_cleanup(move || drop(effect));
}

fn part(parent: &Element, content: Box<dyn Fn() -> Vec<El>>) {
    let (parent, end) = (parent.clone(), document().create_text_node(""));
    append(&parent, &end);
    let shown = RefCell::new(Vec::<El>::new());
    follow(Box::new(move || {
        let content = content();
        for old in shown.replace(Vec::new()) {
            old.0.remove();
        }
        for new in &content {
            insert(&parent, &new.0, Some(&end));
        }
        shown.replace(content);
    }));
}

/// A child that [`El::each`] keeps.
struct Kept {
    key: String,
    owner: Owner,
    el: El,
}

fn each(parent: &Element, keys: Box<dyn Fn() -> Vec<String>>, make: Box<dyn Fn(String) -> El>) {
    let parent = parent.clone();
    let owner = Owner::current().unwrap_or_default();
    let kept = RefCell::new(Vec::<Kept>::new());
    follow(Box::new(move || {
        let mut old = kept.replace(Vec::new());
        let mut new = Vec::new();
        for key in keys() {
            new.push(if let Some(index) = old.iter().position(|kept| kept.key == key) {
                old.remove(index)
            } else {
                let owner = owner.child();
                let el = owner.with(|| untrack(|| make(key.clone())));
                Kept { key, owner, el }
            });
        }
        for gone in old {
            gone.el.0.remove();
            gone.owner.cleanup();
        }
        // From the end, so that each has the place before the one that follows it.
        let mut next = None::<Node>;
        for Kept { el, .. } in new.iter().rev() {
            let node: &Node = &el.0;
            // What is in its place stays untouched: moving it would take its focus.
            if !node.is_connected() || node.next_sibling() != next {
                insert(&parent, node, next.as_ref());
            }
            next = Some(node.clone());
        }
        kept.replace(new);
    }));
}

fn insert(parent: &Node, child: &Node, before: Option<&Node>) {
    // Refused only where the parent has been emptied by somebody else, and then nothing is there to be shown.
    let _ = parent.insert_before(child, before);
}

fn listen(element: &Element, event: &str, heard: Box<dyn FnMut(Event)>) {
    // The browser frees it with the element.
    let listener = Closure::wrap(heard).into_js_value();
    // Adding a listener to an element can't fail.
    let _ = element.add_event_listener_with_callback(event, listener.unchecked_ref());
}

/// What `view!` keeps of an [`El`].
pub struct Mounted(Element);

impl Mountable for Mounted {
    fn unmount(&mut self) {
        self.0.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        insert(parent, &self.0, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.0.parent_element() else { return false };
        child.mount(&parent, Some(&self.0));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.clone()]
    }
}

impl Render for El {
    type State = Mounted;

    fn build(self) -> Mounted {
        Mounted(self.0.take())
    }

    fn rebuild(self, state: &mut Mounted) {
        let new = self.0.take();
        // Where the old one isn't on the page, the new one needn't be either.
        let _ = state.0.replace_with_with_node_1(&new);
        state.0 = new;
    }
}

no_attrs!(El);

/// The portal is rendered in browsers only, and nothing of it comes as HTML.
impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Mounted {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// The value of the control that an event comes from.
pub fn value_of(event: &Event) -> String {
    let value = event.target().and_then(|target| Reflect::get(&target, &JsValue::from_str("value")).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// Changes the value of a control.
pub fn set_value(control: &Element, value: &str) {
    // Elements take every member.
    let _ = Reflect::set(control, &JsValue::from_str("value"), &JsValue::from_str(value));
}
