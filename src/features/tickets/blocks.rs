//! Which part of a long list is on the page. What is far from the screen isn't, so that the page stays light however
//! long the list is: gaps stand there instead, as high as what they stand for.

use std::{cell::Cell, ops::Range, rc::Rc, time::Duration};

use leptos::prelude::*;
use web_sys::{Element, HtmlCollection};

use crate::{
    platform::{focus, size, timer::Stopwatch},
    server_state::ListPlace,
    ui::{El, el},
};

/// How many rows come and go together while the list is scrolled.
pub(super) const BLOCK: usize = 10;
/// How high a block is taken to be as long as none has been seen, in px.
const USUAL_HEIGHT: usize = 72 * BLOCK;
/// The class of a row that stands for others.
const GAP: &str = "list__gap";
/// Which block a part of the table is.
const NUMBER: &str = "data-block";

/// How many rows the first frame makes: those of a small screen.
const FIRST: usize = 4;
/// How long a frame lasts that is late.
const LATE: Duration = Duration::from_millis(34);
/// How many blocks before the end of what is loaded more is asked for.
const EARLY: usize = 3;

/// A list in blocks of rows.
#[derive(Clone, Copy)]
pub(super) struct Blocks {
    /// What is on the page.
    bodies: StoredValue<HtmlCollection, LocalStorage>,
    /// How high each block is, in px: as it was seen last, or as it is taken to be.
    heights: StoredValue<Vec<usize>>,
    /// Those near the screen.
    near: RwSignal<Range<usize>>,
}

impl Blocks {
    /// The blocks of `table`, which was left at `place`.
    pub(super) fn new(table: &Element, place: ListPlace) -> Self {
        let bodies = StoredValue::new_local(table.get_elements_by_tag_name("tbody"));
        let blocks = Self { bodies, heights: StoredValue::new(place.heights), near: RwSignal::new(0..0) };
        blocks.near.set(blocks.near(place.scrolled.into()));
        blocks
    }

    /// What belongs on the page if there are `count` blocks: the numbers of those near the screen, and between them
    /// gaps, e.g. “17-400” for the blocks from 17 to 399; tracked.
    pub(super) fn keys(self, count: usize) -> Vec<String> {
        let near = self.near.get();
        // Taking away what has the keyboard's place would lose it.
        let held = self.on_page().into_iter().find(|(_, body)| focus::is_in(body)).map(|(block, _)| block);
        let mut keys = Vec::new();
        let mut shown = 0;
        for block in (0..count).filter(|block| near.contains(block) || held == Some(*block)).chain([count]) {
            if shown < block {
                keys.push([&*shown.to_string(), "-", &block.to_string()].concat());
            }
            if block < count {
                keys.push(block.to_string());
            }
            shown = block + 1;
        }
        keys
    }

    /// What stands on the page for one of those keys: a gap, or the block that `make` makes.
    pub(super) fn part(self, key: &str, make: impl FnOnce(usize) -> El) -> El {
        let number = |text: &str| text.parse().unwrap_or_default();
        match key.split_once('-') {
            Some((from, to)) => el("tbody", "").child(gap_of(self.height(number(from)..number(to)))),
            None => make(number(key)).attr(NUMBER, key),
        }
    }

    /// A gap for `rows` rows of a block that are still to come.
    pub(super) fn gap(self, block: usize, rows: usize) -> El {
        gap_of(self.height(block..block + 1) * rows / BLOCK)
    }

    /// Whether what is near the screen reaches to the end of `count` blocks; tracked.
    pub(super) fn reach(self, count: usize) -> bool {
        self.near.read().end + EARLY > count
    }

    /// Looks which blocks are near the screen now.
    pub(super) fn follow_scrolling(self) {
        let Some(first) = self.bodies.with_value(|bodies| bodies.item(0)) else { return };
        let near = self.near(-first.get_bounding_client_rect().top());
        if *self.near.read_untracked() != near {
            self.see();
            self.near.set(near);
        }
    }

    /// How high they are, as far as that is known, so that they have the same place when somebody comes back.
    pub(super) fn heights(self) -> Vec<usize> {
        self.see();
        self.heights.get_value()
    }

    /// Takes down how high the blocks on the page are that have all of their rows.
    fn see(self) {
        for (block, body) in self.on_page() {
            let is_whole = body.last_element_child().is_some_and(|last| last.class_name() != GAP);
            let height = (size::height(&body) * BLOCK).checked_div(body.child_element_count() as usize);
            if let Some(height) = height.filter(|_| is_whole) {
                self.heights.update_value(|known| known.get_mut(block).into_iter().for_each(|known| *known = height));
            }
        }
    }

    fn on_page(self) -> Vec<(usize, Element)> {
        let numbered = |body: Element| Some((body.get_attribute(NUMBER)?.parse().ok()?, body));
        self.bodies.with_value(|bodies| {
            (0..bodies.length()).filter_map(|place| bodies.item(place)).filter_map(numbered).collect()
        })
    }

    /// How high blocks are in all, in px. One that nobody has seen yet is taken to be like the one before it.
    fn height(self, blocks: Range<usize>) -> usize {
        let height = self.heights.try_update_value(|known| {
            let usual = known.last().copied().unwrap_or(USUAL_HEIGHT);
            known.resize(known.len().max(blocks.end), usual);
            known.get(blocks).into_iter().flatten().sum()
        });
        height.unwrap_or_default()
    }

    /// The blocks that are less than a screen's height away from a screen that begins so many px below the list's
    /// beginning.
    fn near(self, scrolled: f64) -> Range<usize> {
        let screen = size::screen_height();
        let block_at = |place: f64| {
            let (mut block, mut top) = (0, 0.0);
            loop {
                let height = self.height(block..block + 1).max(1);
                top += f64::from(u32::try_from(height).unwrap_or(u32::MAX));
                if top > place {
                    return block;
                }
                block += 1;
            }
        };
        block_at(scrolled - screen)..block_at(scrolled + 2.0 * screen) + 1
    }
}

/// An empty row so many px high.
fn gap_of(height: usize) -> El {
    let gap = el("tr", GAP).attr("aria-hidden", "true");
    size::set_height(gap.element(), height);
    gap
}

/// One new row for each frame: all at once would hold up the scrolling of a slow phone.
pub(super) struct Pace {
    /// How many this frame may still make.
    left: Cell<usize>,
    /// Whether the last one was spared.
    spared: Cell<bool>,
    /// Whether somebody waits for the next one.
    waiting: Cell<bool>,
    frame: ArcTrigger,
}

impl Pace {
    pub(super) fn new() -> Rc<Self> {
        let (left, spared, waiting) = (Cell::new(FIRST), Cell::new(false), Cell::new(false));
        Rc::new(Self { left, spared, waiting, frame: ArcTrigger::new() })
    }

    /// Takes a row's place in this frame; where there is none, the caller runs again in the next one.
    pub(super) fn take(self: &Rc<Self>) -> bool {
        if let Some(rest) = self.left.get().checked_sub(1) {
            self.left.set(rest);
            return true;
        }
        self.frame.track();
        self.wait();
        false
    }

    fn wait(self: &Rc<Self>) {
        if !self.waiting.replace(true) {
            let (pace, before) = (self.clone(), Stopwatch::start());
            request_animation_frame(move || pace.go_on(before.elapsed()));
        }
    }

    /// The last frame has taken so long. One that is late makes no row, unless the one before it was spared that, too.
    fn go_on(self: &Rc<Self>, took: Duration) {
        self.waiting.set(false);
        let spare = took > LATE && !self.spared.get();
        self.spared.set(spare);
        if spare {
            return self.wait();
        }
        self.left.set(1);
        self.frame.notify();
    }
}
