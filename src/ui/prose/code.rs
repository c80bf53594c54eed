//! Lines of code, with what they are in and a button that copies them.

use super::super::{El, copier, el, icon};
use crate::i18n::{I18n, use_i18n};

/// The language of what somebody types at a device, and of what it answers.
const CONSOLE: &str = "console";

/// Lines of code. At a device's prompt, what is typed and what is answered look different, and only the former is
/// copied.
pub fn code_block(language: Option<&str>, code: &str) -> El {
    let (i18n, put) = (use_i18n(), copier());
    let is_console = language == Some(CONSOLE);
    let copied = if is_console { commands(code) } else { None }.unwrap_or_else(|| code.to_owned());
    let copy = move || put(copied.clone(), I18n::prose_copied);
    let name = language.filter(|_| !is_console).map(str::to_owned);
    let name = move || match &name {
        Some(name) => name.clone(),
        None if is_console => i18n.prose_commands(),
        None => i18n.prose_code(),
    };
    let button = el("button", "button button--quiet code__copy").attr("type", "button").on_press(copy);
    let bar = el("figcaption", "code__bar")
        .child(el("span", "").say(name.clone()))
        .child(button.child(icon("copy")).child(el("span", "").say(move || i18n.prose_copy())));
    let lines = el("code", "").attr("translate", "no");
    let lines = if is_console { code.split_inclusive('\n').fold(lines, console_line) } else { lines.text(code) };
    // It scrolls by itself where a line is longer than the page is wide, so the keyboard has to reach it.
    let text = el("pre", "code__text").attr("tabindex", "0").attr("role", "group").label(name).child(lines);
    el("figure", "code").child(bar).child(text)
}

fn console_line(lines: El, line: &str) -> El {
    match prompt(line) {
        Some((prompt, typed)) => lines.child(el("span", "code__prompt").text(prompt)).text(typed),
        None => lines.child(el("span", "code__out").text(line)),
    }
}

/// A line's prompt (`adx(config)# `), and what is typed behind it.
fn prompt(line: &str) -> Option<(&str, &str)> {
    let blank = line.find(' ')?;
    let (prompt, typed) = line.split_at_checked(blank + 1)?;
    prompt.trim_end().ends_with(['#', '$', '>', '%']).then_some((prompt, typed))
}

/// What is typed, without prompts and answers; `None` where there is no prompt at all.
fn commands(code: &str) -> Option<String> {
    let typed: String = code.split_inclusive('\n').filter_map(prompt).map(|(_, typed)| typed).collect();
    (!typed.is_empty()).then_some(typed)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn only_what_is_typed_is_copied() {
        let code = "adx(config)# ha preempt off\nha1  10.20.8.12  lost 41\n$ ls -l > out.txt\n";
        assert_eq!(commands(code).as_deref(), Some("ha preempt off\nls -l > out.txt\n"));
        assert_eq!(commands("listen 443 ssl;\n"), None);
    }

    #[wasm_bindgen_test]
    fn a_prompt_is_the_first_word() {
        assert_eq!(prompt("mysql> SELECT 1;"), Some(("mysql> ", "SELECT 1;")));
        assert_eq!(prompt("lost 41 > 3"), None);
        assert_eq!(prompt("#"), None);
    }
}
