//! Elements of the page.

use wasm_bindgen::{JsCast, JsValue, throw_val};
use web_sys::{Document, Element, HtmlElement, Node, NodeList, Window};

/// The window.
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The document.
pub fn document() -> Document {
    window().document().unwrap_or_else(|| throw_val(JsValue::NULL))
}

/// An element that is being made.
pub struct El(pub Element);

/// An element with a class; none where `class` is empty.
pub fn el(tag: &str, class: &str) -> El {
    // Only what is no name of an element is refused.
    let el = El(document().create_element(tag).unwrap_or_else(|error| throw_val(error)));
    if class.is_empty() { el } else { el.attr("class", class) }
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets an attribute without a value where `on`.
    pub fn flag(self, name: &str, on: bool) -> Self {
        set(&self.0, name, on.then_some(""));
        self
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        let node = document().create_text_node(text);
        self.append(&node)
    }

    /// Adds an element.
    pub fn child(self, Self(child): Self) -> Self {
        self.append(&child)
    }

    /// Adds elements.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a text with the tag of its language, which is `page` for the page's own.
    pub fn text_in(self, page: &str, (language, text): (&str, &str)) -> Self {
        let el = if language == page || language.is_empty() { self } else { self.attr("lang", language) };
        el.text(text)
    }

    fn append(self, node: &Node) -> Self {
        // Only a node around this one would be refused.
        let _ = self.0.append_child(node);
        self
    }
}

/// Sets an attribute, or takes it away.
pub fn set(element: &Element, name: &str, value: Option<&str>) {
    // Only what is no name of an attribute is refused.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The first element of the page that `selector` fits.
pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// The elements that `selector` fits.
pub fn all(selector: &str) -> impl Iterator<Item = Element> {
    let list: Option<NodeList> = document().query_selector_all(selector).ok();
    let count = list.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(move |index| list.as_ref()?.get(index)?.dyn_into().ok())
}

/// Puts the keyboard's place on the first element that `selector` fits.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take focus leaves it where it is.
        let _ = element.focus();
    }
}
